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
  } else if (form.hasAttribute("hx-post") || form.hasAttribute("data-again") || event.submitter?.dataset.again === "") {
    return; // htmx minds its own; a form, or a button, that brings a file may be sent again
  } else if (form.dataset.sent) {
    event.preventDefault();
  } else {
    form.dataset.sent = "yes";
  }
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// Who chooses a file is asked for the consent that goes with it before anything is sent.
for (const box of document.querySelectorAll("[data-asked-with]")) {
  const files = box.form.elements[box.dataset.askedWith];
  const ask = () => { box.required = files.files.length > 0; };
  files.addEventListener("change", ask);
  box.form.addEventListener("reset", () => setTimeout(ask));
}

// A button over ticked boxes says how many it means.
function countTicked() {
  for (const words of document.querySelectorAll("[data-counts]")) {
    const boxes = `input[type="checkbox"][name="${words.dataset.counts}"]:checked`;
    const n = words.closest("form").querySelectorAll(boxes).length;
    words.dataset.none ||= words.textContent;
    words.textContent = n ? words.dataset.many.replace("{n}", n) : words.dataset.none;
  }
}
document.addEventListener("change", () => setTimeout(countTicked));
window.addEventListener("pageshow", countTicked);

// One box ticks all of its column.
document.addEventListener("change", (event) => {
  const name = event.target.dataset.ticks;
  if (!name) return;
  for (const box of event.target.form.querySelectorAll(`input[type="checkbox"][name="${name}"]`)) {
    box.checked = event.target.checked;
  }
});

// What is typed into a form[data-keep] stays in this tab until it is saved: a network that breaks, a session that
// ends, the back button lose nothing. It comes back to the same person only, and goes when they sign out.
const KEPT = "typed ";
const shelf = (form) => KEPT + form.dataset.keep + location.pathname;
const choice = (field) => field.type === "radio" || field.type === "checkbox";
const typedIn = (form) =>
  [...form.elements].filter((each) => each.name && !["hidden", "file", "password", "submit"].includes(each.type));

function keep(form, sent) {
  const fields = typedIn(form).map((each) => [each.name, each.value, each.checked]);
  try { sessionStorage.setItem(shelf(form), JSON.stringify({ fields, sent })); } catch { /* a full or forbidden shelf */ }
}

function bringBack(form) {
  const kept = JSON.parse(sessionStorage.getItem(shelf(form)) || "null");
  if (!kept || form.querySelector(".errorlist")) return; // with errors the server has sent back what was typed
  for (const field of typedIn(form)) {
    const was = kept.fields.find(([name, value]) => name === field.name && (!choice(field) || value === field.value));
    if (was && choice(field)) field.checked = was[2];
    else if (was) field.value = was[1];
  }
  form.querySelector("[data-kept]").hidden = false;
}

const shelves = () => Object.keys(sessionStorage).filter((key) => key.startsWith(KEPT));
try {
  if (document.querySelector(".notice.saved")) {
    for (const key of shelves()) if (JSON.parse(sessionStorage.getItem(key)).sent) sessionStorage.removeItem(key);
  }
  for (const form of document.querySelectorAll("form[data-keep]")) {
    bringBack(form);
    for (const event of ["input", "change"]) form.addEventListener(event, () => keep(form, false));
    form.addEventListener("submit", () => keep(form, true));
    form.querySelector("[data-anew]").addEventListener("click", () => {
      sessionStorage.removeItem(shelf(form));
      form.reset();
      form.querySelector("[data-kept]").hidden = true;
    });
  }
  document.querySelector("form[data-forget]")?.addEventListener("submit", () => {
    for (const key of shelves()) sessionStorage.removeItem(key);
  });
} catch { /* no shelf here */ }

// The first field that needs mending is where one continues; a refusal below the fold is brought into sight.
const fault = document.querySelector('main [aria-invalid="true"]');
if (fault) fault.focus();
else document.querySelector("main .errorlist")?.scrollIntoView({ block: "center" });

// On a phone the tabs of a class are wider than the screen: the one that is open is brought into it.
const tab = document.querySelector(".pages [aria-current]");
if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - (tab.parentElement.clientWidth - tab.offsetWidth) / 2;
