// Shows notices on the phone's screen, also while no page is open. A notice with the same tag takes the other's place.
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const { title, url, tag } = event.data.json();
  event.waitUntil(
    self.registration.showNotification(title, { tag, data: { url }, icon: "/notices/icon-192.png" }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, self.location.origin).href;
  event.waitUntil(
    self.clients.matchAll({ type: "window", includeUncontrolled: true }).then((pages) => {
      const open = pages.find((page) => "navigate" in page);
      return open ? open.focus().then((page) => page.navigate(url)) : self.clients.openWindow(url);
    }),
  );
});
