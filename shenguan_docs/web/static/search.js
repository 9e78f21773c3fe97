"use strict";
// Keys j k Enter on the results, and the preview of the one that is chosen.
(function () {
  const hits = () => Array.from(document.querySelectorAll(".hit"));
  let timer = 0;

  function choose(hit, scroll) {
    const before = document.querySelector(".hit.chosen");
    if (before === hit) return;
    if (before) before.classList.remove("chosen");
    hit.classList.add("chosen");
    if (scroll) hit.scrollIntoView({ block: "nearest" });
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (document.querySelector("#preview")) htmx.ajax("GET", hit.dataset.preview, { target: "#preview", swap: "innerHTML" });
    }, 150);
  }

  document.addEventListener("keydown", (event) => {
    const typing = /^(TEXTAREA|SELECT)$/.test(event.target.tagName) ||
      (event.target.tagName === "INPUT" && event.key !== "ArrowDown" && event.key !== "ArrowUp" && event.key !== "Escape");
    if (typing || event.ctrlKey || event.altKey || event.metaKey) return;
    const all = hits();
    const at = all.findIndex((hit) => hit.classList.contains("chosen"));
    if (event.key === "Escape" && event.target.id === "q") { event.target.blur(); return; }
    if (event.key === "j" || event.key === "ArrowDown" || event.key === "k" || event.key === "ArrowUp") {
      const next = at + (event.key === "j" || event.key === "ArrowDown" ? 1 : -1);
      if (all[next]) { event.preventDefault(); if (event.target.id === "q") event.target.blur(); choose(all[next], true); }
    } else if (event.key === "Enter" && at >= 0 && event.target.tagName !== "A" && event.target.tagName !== "BUTTON") {
      event.preventDefault();
      all[at].querySelector("a.title").click();
    }
  });

  document.addEventListener("mouseover", (event) => {
    const hit = event.target.closest && event.target.closest(".hit");
    if (hit) choose(hit, false);
  });
  document.addEventListener("focusin", (event) => {
    const hit = event.target.closest && event.target.closest(".hit");
    if (hit) choose(hit, false);
  });
})();
