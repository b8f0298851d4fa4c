// Small comforts. Every page works without this file.
"use strict";

// A menu closes when one looks elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.hat[open], details.columns[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.hat[open], details.columns[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A form is sent once, and an address stays free of empty filters.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "get") {
    const empty = [...form.elements].filter((field) => field.name && field.value === "" && !field.disabled);
    for (const field of empty) field.disabled = true;
    setTimeout(() => { for (const field of empty) field.disabled = false; });
  } else if (form.hasAttribute("hx-post") || form.hasAttribute("data-again")) {
    return; // htmx minds its own; a form that brings a file may be sent again
  } else if (form.dataset.sent) {
    event.preventDefault();
  } else {
    form.dataset.sent = "yes";
  }
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// One box ticks all of its column.
document.addEventListener("change", (event) => {
  const name = event.target.dataset.ticks;
  if (!name) return;
  for (const box of event.target.form.querySelectorAll(`input[type="checkbox"][name="${name}"]`)) {
    box.checked = event.target.checked;
  }
});

// The first field that needs mending is where one continues.
document.querySelector('main [aria-invalid="true"]')?.focus();
