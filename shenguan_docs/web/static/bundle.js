"use strict";
// Rows of a bundle are dragged into another order; the arrows do the same without this.
(function () {
  const form = document.getElementById("bundle");
  if (!form) return;
  let dragged = null;
  document.querySelectorAll(".bundle-rows tr[draggable]").forEach((row) => {
    row.addEventListener("dragstart", (event) => {
      dragged = row;
      row.classList.add("dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.id);
    });
    row.addEventListener("dragover", (event) => {
      if (!dragged || dragged === row || dragged.parentNode !== row.parentNode) return;
      event.preventDefault();
      const box = row.getBoundingClientRect();
      const below = event.clientY > box.top + box.height / 2;
      row.parentNode.insertBefore(dragged, below ? row.nextSibling : row);
    });
    row.addEventListener("drop", (event) => { event.preventDefault(); });
    row.addEventListener("dragend", () => {
      if (!dragged) return;
      dragged.classList.remove("dragged");
      dragged = null;
      form.requestSubmit(form.querySelector(".bundle-rows ~ .buttons button"));
    });
  });
})();
