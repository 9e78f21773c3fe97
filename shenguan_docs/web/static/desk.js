"use strict";
// What the desk needs beside htmx. No page depends on it to be read; it makes work quicker.
(function () {
  const one = (selector, within) => (within || document).querySelector(selector);

  // An error summary is read out at once.
  const summary = one("[data-focus]");
  if (summary) summary.focus();

  // A line of the summary leads into the field, also where it names a group of choices or a line of a text.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".summary a[href^='#']");
    const place = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const field = place && !/^(INPUT|TEXTAREA|SELECT)$/.test(place.tagName) && place.closest(".field");
    const box = field && one("input, textarea, select", field);
    if (box) { event.preventDefault(); box.focus(); }
  });

  // "?" opens the manual where it tells of this page.
  document.addEventListener("keydown", (event) => {
    const help = document.getElementById("help");
    if (event.key !== "?" || !help || event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    event.preventDefault();
    location.href = help.href;
  });

  // "/" goes to the search box, on every page.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const box = one("input[type=search]");
    event.preventDefault();
    if (box) { box.focus(); box.select(); } else { location.href = "/search"; }
  });

  // Ctrl+Enter takes the next step of a draft; not the key that is still held down from the page before.
  const opened = Date.now();
  document.addEventListener("keydown", (event) => {
    const step = one("[data-step]");
    if (event.key !== "Enter" || !event.ctrlKey || event.repeat || event.isComposing || !step || Date.now() - opened < 600) return;
    event.preventDefault();
    step.click();
  });

  // Whoever picks a file means that choice.
  document.addEventListener("change", (event) => {
    if (event.target.type !== "file" || !event.target.files.length) return;
    const choice = event.target.form && one("input[type=radio][value=file]", event.target.form);
    if (choice) choice.checked = true;
  });

  // A form is sent once: a double click on 签发 must not ask twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  });
})();
