// Passkeys: the device makes one or shows one, and its answer goes with the form. Without this file, or on a device
// that has none, the ways of signing in by typing stand alone.
"use strict";

(() => {
  const byNumber = /^[\d.]+$|:/.test(location.hostname.replace(/^\[|\]$/g, "")); // no passkey belongs to an address
  if (!window.PublicKeyCredential || byNumber) return;
  for (const each of document.querySelectorAll("[data-needs-passkeys]")) each.hidden = false;
  for (const each of document.querySelectorAll("[data-without-passkeys]")) each.hidden = true;

  async function asked(form) {
    const { options } = form.dataset;
    if (options.startsWith("#")) return JSON.parse(document.querySelector(options).textContent);
    const answer = await fetch(options, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    return (await answer.json()).request_options;
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const said = form.querySelector("[role=alert]");
      said.hidden = true;
      try {
        const answer = await window.webauthnJSON[form.dataset.passkey](await asked(form));
        form.elements.credential.value = JSON.stringify(answer);
        form.submit();
      } catch {
        said.hidden = false; // given up, run out of time, or nothing that fits on this device
      }
    });
  }
})();
