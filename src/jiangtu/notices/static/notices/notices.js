// Lets this browser show notices, and says how it stands. Without this file the page of choices works all the same.
"use strict";

// A page to which a mail or the phone's screen has led goes straight on.
document.querySelector("form[data-go-on]")?.requestSubmit();

const box = document.querySelector("[data-push]");

function show(state) {
  for (const each of box.querySelectorAll("[data-state]")) each.hidden = each.dataset.state !== state;
}

function bytes(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (sign) => sign.charCodeAt(0));
}

function told(fields) {
  const token = box.querySelector("[name=csrfmiddlewaretoken]").value;
  return fetch(box.dataset.push, {
    method: "POST",
    headers: { "X-CSRFToken": token },
    body: new URLSearchParams(fields),
  }).then((answer) => {
    if (!answer.ok) throw new Error(answer.status);
  });
}

async function begin(registration) {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return "denied";
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(box.dataset.key),
  });
  const { endpoint, keys } = subscription.toJSON();
  try {
    await told({ endpoint, ...keys });
  } catch (fault) {
    await subscription.unsubscribe(); // what the server does not know must not seem to be on
    throw fault;
  }
  return "on";
}

async function end(registration) {
  const subscription = await registration.pushManager.getSubscription();
  if (subscription) {
    await told({ endpoint: subscription.endpoint, stop: "1" });
    await subscription.unsubscribe();
  }
  return "off";
}

async function settle() {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return "impossible";
  const registration = await navigator.serviceWorker.register(box.dataset.worker, { scope: "/" });
  const ready = await navigator.serviceWorker.ready;
  for (const [name, act] of [["begin", begin], ["end", end]]) {
    box.querySelector(`[data-${name}]`).addEventListener("click", () => {
      act(ready).then(show, () => show("failed"));
    });
  }
  if (Notification.permission === "denied") return "denied";
  return (await registration.pushManager.getSubscription()) ? "on" : "off";
}

if (box) settle().then(show, () => show("impossible"));
