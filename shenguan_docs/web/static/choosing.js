"use strict";
// Fields that offer what they may mean: arrow keys and Enter, or the mouse. And the list of what happened.
(function () {
  document.documentElement.classList.add("js");
  let count = 0;

  function combo(input) {
    const list = document.createElement("ul");
    list.className = "offers";
    list.id = "offers-" + (count += 1);
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "可以选的");
    input.parentNode.appendChild(list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) input.setAttribute(name, value);
    let timer = 0, asked = null, last = null;

    const options = () => Array.from(list.children);
    const chosen = () => list.querySelector("[aria-selected=true]");
    function close() {
      clearTimeout(timer);
      if (asked) asked.abort();
      list.hidden = true;
      list.textContent = "";
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
    function choose(option) {
      options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
      if (option) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    }
    function take(option) {
      const fill = JSON.parse(option.dataset.fill);
      const stem = input.name.includes(".") ? input.name.slice(0, input.name.lastIndexOf(".")) : "";
      close();
      for (const part of Object.keys(fill)) {
        const target = part ? document.getElementById("f-" + stem + "." + part) : input;
        if (!target || (part && part !== "name" && part !== "uscc" && !fill[part])) continue;
        target.value = last = fill[part];
        target.dispatchEvent(new Event("input", { bubbles: true }));
        target.dispatchEvent(new Event("change", { bubbles: true }));
      }
      last = input.value;
      input.dispatchEvent(new CustomEvent("taken", { bubbles: true }));
    }
    async function ask(empty) {
      const words = input.value.trim();
      if (!words && !empty) { close(); return; }
      if (asked) asked.abort();
      asked = new AbortController();
      const form = input.form && input.form.dataset.sheet;
      const query = new URLSearchParams({ q: words, box: list.id, sheet: form || "", field: input.dataset.field || "" });
      try {
        const answer = await fetch("/write/find/" + input.dataset.find + "?" + query, { signal: asked.signal, headers: { "HX-Request": "true" } });
        if (!answer.ok || document.activeElement !== input) return;
        list.innerHTML = await answer.text();
        const found = options();
        list.hidden = !found.length;
        input.setAttribute("aria-expanded", String(!!found.length));
        choose(found.length && words ? found[0] : null);
      } catch (error) { /* no network, or something newer was asked: the field works without its list */ }
    }
    input.addEventListener("input", (event) => {
      if (event.isComposing || input.value === last) return;
      last = null;
      clearTimeout(timer);
      timer = setTimeout(ask, 160);
    });
    input.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, 60); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const all = options(), at = all.indexOf(chosen());
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) ask(true);
        else choose(all[(at + (event.key === "ArrowDown" ? 1 : all.length - (at < 0 ? 0 : 1))) % all.length]);
      } else if (event.key === "Enter" && !event.ctrlKey && !list.hidden && at >= 0) {
        event.preventDefault();
        event.stopPropagation();
        take(all[at]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "Tab") close();
    });
    input.addEventListener("blur", () => setTimeout(close, 150));
    list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("[role=option]");
      event.preventDefault();
      if (option) take(option);
    });
  }
  document.querySelectorAll("[data-find]").forEach(combo);

  // What happened: a few words leave the fitting ones; arrow keys and Enter.
  const narrow = document.getElementById("narrow");
  if (!narrow) return;
  const all = Array.from(document.querySelectorAll(".happening"));
  const shown = () => all.filter((one) => !one.hidden);
  function mark(one) { all.forEach((other) => other.classList.toggle("chosen", other === one)); if (one) one.scrollIntoView({ block: "nearest" }); }
  narrow.addEventListener("input", () => {
    const words = narrow.value.trim().split(/\s+/);
    all.forEach((one) => { one.hidden = !words.every((word) => one.dataset.words.includes(word)); });
    mark(narrow.value.trim() ? shown()[0] : null);
  });
  narrow.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const list = shown(), at = list.findIndex((one) => one.classList.contains("chosen"));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(list[Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), list.length - 1)]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (at >= 0) list[at].click();
    }
  });
})();
