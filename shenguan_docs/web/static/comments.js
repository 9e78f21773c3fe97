"use strict";
// Comments at a place: select words, or choose a paragraph; the form comes to the place.
(function () {
  const words = document.querySelector("[data-words]"), form = document.querySelector("#comment");
  if (!words || !form) return;
  const field = (name) => form.elements[name];
  const button = document.createElement("button");
  button.type = "button";
  button.className = "comment-here";
  button.textContent = "批注选中的字";
  button.hidden = true;
  words.appendChild(button);

  function open(place, quote, start) {
    field("place").value = place;
    field("quote").value = quote;
    field("start").value = start;
    const paragraph = document.getElementById("p" + place);
    if (paragraph) paragraph.appendChild(form);
    form.classList.add("here");
    button.hidden = true;
    field("comment").focus();
  }

  // What is selected, if it lies in one paragraph: its number, the words, where they begin.
  function selected() {
    const chosen = getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return null;
    const range = chosen.getRangeAt(0);
    const holder = (node) => (node.nodeType === 1 ? node : node.parentElement).closest("p[data-n]");
    const paragraph = holder(range.startContainer);
    if (!paragraph || !words.contains(paragraph)) return null;
    const last = holder(range.endContainer);
    const inside = range.cloneRange();
    if (last !== paragraph) inside.setEndAfter(paragraph.lastChild); // what goes on into the next is cut off
    const before = document.createRange();
    before.selectNodeContents(paragraph);
    before.setEnd(range.startContainer, range.startOffset);
    const quote = inside.toString();
    if (!quote.trim()) return null;
    const blank = quote.length - quote.trimStart().length;
    return { place: paragraph.dataset.n, quote: quote.trim(), start: before.toString().length + blank };
  }

  document.addEventListener("selectionchange", () => {
    const found = selected();
    if (!found) { if (document.activeElement !== button) button.hidden = true; return; }
    button.dataset.found = JSON.stringify(found);
    const paragraph = document.querySelector("p[data-n='" + found.place + "']");
    paragraph.after(button);
    button.hidden = false;
  });
  button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
  button.addEventListener("click", () => {
    const found = JSON.parse(button.dataset.found);
    open(found.place, found.quote, found.start);
  });
  words.addEventListener("click", (event) => {
    const link = event.target.closest("[data-place]");
    if (!link) return;
    event.preventDefault();
    open(link.dataset.place, "", "");
  });
  field("quote").addEventListener("input", () => { field("start").value = ""; });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { form.classList.remove("here"); words.after(form); }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit ? form.requestSubmit() : form.querySelector("button").click(); }
  });
  if (location.search.includes("place=") && !document.querySelector(".summary")) field("comment").focus();
})();
