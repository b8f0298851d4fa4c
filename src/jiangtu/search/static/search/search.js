// "/" or Ctrl-K opens the field; arrows, Enter and Esc do the rest. Without this file the field is a page of its own.
"use strict";
{
  const opener = document.querySelector("[data-search-open]");
  const dialog = document.querySelector("[data-search-dialog]");
  const onPage = document.querySelector("main [data-search]");
  const atDesk = matchMedia("(min-width: 48rem)"); // a phone has the page, with its keyboard open

  const fieldOf = (form) => form.querySelector("input[type=search]");
  const linksOf = (form) => [...form.parentElement.querySelectorAll(".search-found a")];
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

  function empty() { // names are not left on the screen
    fieldOf(dialog).value = "";
    dialog.querySelector(".search-found").replaceChildren();
  }

  function open() {
    if (onPage) {
      fieldOf(onPage).focus();
    } else if (atDesk.matches) {
      if (!dialog.open) {
        empty();
        dialog.showModal();
      }
      fieldOf(dialog).focus();
    } else {
      location.assign(opener.href);
    }
  }

  document.addEventListener("keydown", (event) => {
    const asked = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target);
    if (!asked && !slash) return;
    event.preventDefault();
    open();
  });
  opener.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || (!onPage && !atDesk.matches)) return;
    event.preventDefault();
    open();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => { // comes late: it may be open again, with something typed
    if (!dialog.open) empty();
  });

  // What is shown belongs to what was asked last: only then does Enter go to the first of it.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.target.matches("[data-search]")) event.target.dataset.asked = fieldOf(event.target).value;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const form = event.detail.requestConfig.elt;
    if (form.matches("[data-search]")) form.dataset.shown = form.dataset.asked;
  });

  for (const form of document.querySelectorAll("[data-search]")) {
    form.parentElement.addEventListener("keydown", (event) => {
      if (event.isComposing) return; // the arrows and Enter choose among characters
      const places = [fieldOf(form), ...linksOf(form)];
      const at = places.indexOf(event.target);
      if (at < 0) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        places[(at + step + places.length) % places.length].focus();
      } else if (event.key === "Enter" && at === 0 && places.length > 1 && form.dataset.shown === event.target.value) {
        event.preventDefault();
        places[1].click();
      }
    });
  }
}
