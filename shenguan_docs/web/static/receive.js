"use strict";
// The field that one is in is marked on the page beside it.
(function () {
  const marks = (name) => Array.from(document.querySelectorAll("rect[data-mark='" + name + "']"));
  document.addEventListener("focusin", (event) => {
    const name = event.target.dataset && event.target.dataset.field;
    if (!name) return;
    document.querySelectorAll("rect.now").forEach((rect) => rect.classList.remove("now"));
    const found = marks(name);
    found.forEach((rect) => rect.classList.add("now"));
    const view = document.querySelector(".view");
    if (found.length && view) {
      const place = found[0].getBoundingClientRect(), box = view.getBoundingClientRect();
      if (place.top < box.top || place.bottom > box.bottom) view.scrollTop += place.top - box.top - 80;
    }
  });
})();
