"use strict";
// A sheet: every change is kept, here at once and on the server a moment later; the page beside it follows.
(function () {
  const form = document.getElementById("sheet");
  if (!form) return;
  const byId = (id) => document.getElementById(id);
  const state = byId("state"), view = byId("view"), pages = byId("pages");
  const shelf = "sheet:" + form.dataset.sheet;
  const skipped = new Set(["csrf", "base", "do", "reason"]);
  let gaps = form.dataset.gaps.split(" ").filter(Boolean);   // what the server still misses, by input
  let token = form.elements.csrf.value;
  let revision = Number(form.elements.base.value);
  let kept = given();           // what the server has, by input
  let busy = null, timer = 0, wait = 0, leaving = false, printed = -1, drawing = false, later = 0;

  function fill(box, ...nodes) {
    box.textContent = "";
    nodes.forEach((one) => box.appendChild(one));
  }

  // -- what is typed ---------------------------------------------------------------------
  function read() {
    const found = {};
    for (const [name, value] of new FormData(form)) {
      if (skipped.has(name) || typeof value !== "string") continue;
      const clean = value.replace(/\r\n/g, "\n");
      found[name] = name in found ? [found[name], clean].filter(Boolean).join("\n") : clean;
    }
    return found;
  }
  // What the server sent, whatever was typed before this script ran.
  function given() {
    const found = {};
    for (const one of form.elements) {
      if (!one.name || one.disabled || skipped.has(one.name) || /^(file|submit|button)$/.test(one.type)) continue;
      if (/^(checkbox|radio)$/.test(one.type) && !one.defaultChecked) continue;
      const options = Array.from(one.options || []);
      const chosen = options.find((option) => option.defaultSelected) || options[0];
      const value = (chosen ? chosen.value : /^(checkbox|radio)$/.test(one.type) ? one.value : one.defaultValue).replace(/\r\n/g, "\n");
      found[one.name] = one.name in found ? [found[one.name], value].filter(Boolean).join("\n") : value;
    }
    return found;
  }
  function changed() {
    const now = read(), found = {};
    for (const name of Object.keys(now)) if (now[name] !== (kept[name] || "")) found[name] = now[name];
    return found;
  }
  function put(name, value) {
    const inputs = form.querySelectorAll("[name=\"" + CSS.escape(name) + "\"]");
    inputs.forEach((one) => {
      if (one.type === "checkbox") one.checked = value.split("\n").includes(one.value);
      else if (one.type !== "hidden") { one.value = value; grow(one); }
    });
    return inputs.length > 0;
  }
  function grow(one) {
    if (one.tagName !== "TEXTAREA") return;
    one.style.height = "auto";
    one.style.height = Math.min(one.scrollHeight + 4, 420) + "px";
  }
  form.querySelectorAll("textarea").forEach(grow);

  // -- kept on this machine until the server has it -----------------------------------------
  function shelve() {
    try {
      const open = changed();
      if (Object.keys(open).length) localStorage.setItem(shelf, JSON.stringify({ base: revision, fields: open }));
      else localStorage.removeItem(shelf);
    } catch (error) { /* a browser that keeps nothing */ }
  }
  function restore() {
    let left = null;
    try { left = JSON.parse(localStorage.getItem(shelf) || "null"); } catch (error) { left = null; }
    if (!left) return;
    let any = false;
    for (const name of Object.keys(left.fields)) {
      if (left.fields[name] !== (kept[name] || "") && put(name, left.fields[name])) any = true;
    }
    if (!any) { localStorage.removeItem(shelf); return; }
    revision = Math.min(revision, left.base);
    say("上次没有存到的内容已经找回，正在保存……");
    schedule(0);
  }

  // -- saving -------------------------------------------------------------------------------
  function say(words, trouble) {
    state.textContent = words;
    state.classList.toggle("trouble", !!trouble);
  }
  function schedule(after) {
    clearTimeout(timer);
    timer = setTimeout(save, after);
  }
  function body(fields) {
    const data = new URLSearchParams();
    data.set("base", String(revision));
    for (const name of Object.keys(fields)) data.set(name, fields[name]);
    return data;
  }
  async function save(look) {
    while (busy) await busy;
    const fields = changed();
    if (!Object.keys(fields).length && look !== true) return true;
    busy = send(fields).finally(() => { busy = null; });
    return busy;
  }
  async function send(fields) {
    let answer, told;
    try {
      answer = await fetch(form.dataset.save, {
        method: "POST", body: body(fields), headers: { "X-CSRF-Token": token, "HX-Request": "true" }, redirect: "manual",
      });
      if (answer.status === 400) { await renew(); throw new Error("token"); }
      if (answer.status === 401) {
        shelve();
        say("登录过期了：写的内容先存在这台电脑上。在另一个窗口登录以后会自动补存。", true);
        again();
        return false;
      }
      if (answer.status >= 500) throw new Error("server");
      told = await answer.json();
    } catch (error) {
      shelve();
      say("连不上服务器：写的内容先存在这台电脑上，连上以后自动补存。请接着写。", true);
      again();
      return false;
    }
    wait = 0;
    if (told.gone || told.made || told.refused) { over(told); return false; }
    const refused = new Set(told.clashes.map((one) => one.name));
    for (const name of Object.keys(fields)) if (!refused.has(name)) kept[name] = fields[name];
    revision = told.revision;
    form.elements.base.value = revision;
    for (const name of Object.keys(told.others)) {
      if (name in changed()) continue;
      if (put(name, told.others[name])) { kept[name] = told.others[name]; flag(name, "别处刚改的，已经换上。"); }
    }
    told.clashes.forEach(clash);
    tidy(told);
    shelve();
    show(told);
    page();
    return !told.clashes.length;
  }
  function again() {
    wait = Math.min(wait ? wait * 2 : 2000, 15000);
    schedule(wait);
  }
  async function renew() {
    const text = await (await fetch(location.href, { headers: { "HX-Request": "true" } })).text();
    const found = /name="csrf" value="([0-9a-f]+)"/.exec(text);
    if (found) { token = found[1]; form.elements.csrf.value = token; }
  }
  function over(told) {
    const box = byId("gone");
    box.hidden = false;
    box.textContent = "";
    const words = document.createElement("p");
    words.textContent = told.made ? "这一件在别的窗口里已经写成，这里写的没有再存。" : (told.gone || told.refused);
    box.appendChild(words);
    if (told.made) {
      const link = document.createElement("a");
      link.href = told.made;
      link.textContent = "打开它";
      box.appendChild(link);
    }
    say("没有存", true);
  }

  // -- what the server says -------------------------------------------------------------------
  function after(name, kind) {
    const place = byId("t-" + name);
    if (!place) return null;
    let box = place.parentNode.querySelector("." + kind + "[data-for=\"" + CSS.escape(name) + "\"]");
    if (!box) {
      box = document.createElement(kind === "clash" ? "div" : "p");
      box.className = kind;
      box.dataset.for = name;
      place.parentNode.insertBefore(box, place);
    }
    return box;
  }
  function flag(name, words) {
    const box = after(name, "done-words");
    if (box) box.textContent = words;
  }
  function tidy(told) {
    for (const name of Object.keys(told.clean)) {
      const input = form.elements[name];
      if (!input || input === document.activeElement || (kept[name] || "") !== (read()[name] || "")) continue;
      put(name, told.clean[name]);
      if (told.done[name]) flag(name, told.done[name] + "。");
      schedule(50);
    }
  }
  let heard = null;
  function faults(told) {
    form.querySelectorAll(".told").forEach((box) => {
      const name = box.id.slice(2), words = told.faults[name] || [], input = byId("f-" + name);
      const quiet = input && input === document.activeElement && !box.childElementCount;
      if (quiet && words.length) return;    // not while she is still typing there
      if (!words.length && box.childElementCount && told.gaps.includes(name) && input && !input.value) return;  // still missing
      const said = words.map((one) => { const p = document.createElement("p"); p.className = "wrong"; p.textContent = one; return p; });
      fill(box, ...said);
      if (input) { if (words.length) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid"); }
      const field = box.closest(".field");
      if (field) field.classList.toggle("bad", !!field.querySelector(".wrong"));
    });
  }
  form.addEventListener("focusout", () => setTimeout(() => { if (heard) faults(heard); }, 0));
  function show(told) {
    heard = told;
    faults(told);
    form.querySelectorAll(".understood").forEach((box) => { box.textContent = (told.understood || {})[box.id.slice(2)] || ""; });
    const exchange = byId("exchange");
    if (exchange) exchange.textContent = told.exchange || "填了事项、部门以后算出";
    const notes = byId("notes");
    fill(notes, ...told.notes.map((one) => { const p = document.createElement("p"); p.className = "note"; p.textContent = one + "。"; return p; }));
    gaps = told.gaps;
    const wrong = Object.keys(told.faults).length;
    const left = [gaps.length ? "还有 " + gaps.length + " 项要填" : "", wrong ? wrong + " 处要改" : ""].filter(Boolean);
    say("已保存 " + told.at + " · " + (left.join(",") || "都填了"));
    if (told.clashes.length) say("有一项别处也改了，选一个再存", true);
  }
  function clash(one) {
    const box = after(one.name, "clash");
    if (!box) return;
    box.dataset.clash = one.name;
    box.setAttribute("role", "alert");
    const words = document.createElement("p"), theirs = document.createElement("blockquote"), row = document.createElement("p");
    words.innerHTML = "<strong>这一项别处也改了。</strong>那边写的是：";
    theirs.textContent = one.theirs || "（空白）";
    row.className = "buttons";
    for (const [text, key] of [["用那边的", "take"], ["用这里的", "hold"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "second";
      button.textContent = text;
      button.dataset[key] = one.name;
      button.dataset.theirs = one.theirs;
      row.appendChild(button);
    }
    fill(box, words, theirs, row);
    kept[one.name] = one.theirs;
  }
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take], [data-hold]");
    if (!button) return;
    const name = button.dataset.take || button.dataset.hold;
    if (button.dataset.take) put(name, button.dataset.theirs);
    else if (button.dataset.theirs !== undefined) kept[name] = button.dataset.theirs;
    button.closest(".clash").remove();
    const input = byId("f-" + name);
    if (input) input.focus();
    schedule(0);
  });

  // -- the page beside ---------------------------------------------------------------------------
  function page() {
    if (!pages || printed === revision) return;
    clearTimeout(later);
    later = setTimeout(draw, 500);
  }
  async function draw() {
    if (drawing) { page(); return; }      // one at a time: the next one shows all that was typed meanwhile
    drawing = true;
    const mine = revision;
    try {
      const answer = await fetch(form.dataset.preview, { headers: { "HX-Request": "true" } });
      if (answer.status === 503) { setTimeout(page, 1500 + Math.random() * 1500); return; }
      if (!answer.ok) return;
      const next = document.createElement("div");
      next.innerHTML = await answer.text();
      await Promise.all(Array.from(next.querySelectorAll("img")).slice(0, 2).map((one) => one.decode().catch(() => null)));
      const top = view.scrollTop;
      fill(pages, ...Array.from(next.childNodes));
      view.scrollTop = top;
      printed = mine;
      mark(false);
      if (printed !== revision) page();
    } catch (error) { /* no network: the old page stays */ } finally { drawing = false; }
  }
  function mark(move) {
    if (!pages) return;
    const field = document.activeElement && document.activeElement.closest(".field");
    const label = field ? field.dataset.label : "";
    let first = null;
    pages.querySelectorAll("rect").forEach((one) => {
      const here = !!label && one.dataset.label === label;
      one.classList.toggle("here", here);
      if (here && !first) first = one;
    });
    if (!first || !move) return;
    const box = first.getBoundingClientRect(), frame = view.getBoundingClientRect();
    if (box.top < frame.top + 40 || box.bottom > Math.min(frame.bottom, innerHeight) - 80) view.scrollTop += box.top - frame.top - frame.height / 3;
  }
  form.addEventListener("focusin", () => mark(true));

  // -- keys ----------------------------------------------------------------------------------------
  const empty = (one) => {
    const group = one.closest(".choices");
    if (group) return !group.querySelector("input:checked");
    if (one.closest(".field") && one.type !== "file" && one.closest(".files")) return false;
    return !one.value.trim();
  };
  function needed() {
    const missed = new Set(gaps.map((name) => byId("f-" + name)));
    return Array.from(form.querySelectorAll("input, select, textarea")).filter((one) => missed.has(one) || one.matches("[data-needed], [aria-invalid=true]")).filter((one) => one.offsetParent && (empty(one) || one.getAttribute("aria-invalid")));
  }
  function onward(from) {
    const open = needed().filter((one) => one !== from);
    const next = open.find((one) => from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) || open[0];
    if (!next) return false;
    next.focus();
    if (next.scrollIntoView) next.closest(".field").scrollIntoView({ block: "center" });
    return true;
  }
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.defaultPrevented) return;
    const line = event.target.tagName === "INPUT" && event.target.type !== "file" || event.target.tagName === "SELECT";
    if (!event.ctrlKey && !line) return;
    event.preventDefault();
    if (!onward(event.target)) {
      if (event.ctrlKey) byId("done").click(); else byId("done").focus();
    }
  });
  form.addEventListener("taken", (event) => onward(event.target));

  // -- all the time ------------------------------------------------------------------------------
  form.addEventListener("input", (event) => {
    grow(event.target);
    shelve();
    if (event.target.type !== "file") schedule(700);
  });
  form.addEventListener("change", (event) => {
    if (event.target.type === "file") { upload(event.target); return; }
    schedule(0);
  });
  window.addEventListener("online", () => { wait = 0; schedule(0); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); else save(true); });
  window.addEventListener("focus", () => save(true));
  window.addEventListener("pagehide", flush);
  function flush() {
    if (leaving) return;
    shelve();
    const fields = changed();
    if (!Object.keys(fields).length) return;
    fetch(form.dataset.save, { method: "POST", body: body(fields), keepalive: true, headers: { "X-CSRF-Token": token, "HX-Request": "true" } }).catch(() => null);
  }

  async function upload(input) {
    const data = new FormData();
    for (const file of input.files) data.append(input.name, file);
    const box = input.closest(".files"), names = Array.from(input.files, (file) => file.name).join("、");
    say("正在收 " + names + " ……");
    input.disabled = true;
    await save();
    try {
      const answer = await fetch(input.dataset.put, { method: "POST", body: data, headers: { "X-CSRF-Token": token, "HX-Request": "true" } });
      if (answer.status !== 200 && answer.status !== 422) throw new Error("server");
      box.outerHTML = await answer.text();
      say(answer.status === 200 ? "附上了 " + names : "没有附上", answer.status !== 200);
      kept = Object.assign(read(), kept);
      await save(true);
    } catch (error) {
      input.disabled = false;
      say("没有附上：连不上服务器，或者文件太大。请再选一次。", true);
    }
  }

  // A button: first everything is kept, then it is sent once.
  let pressed = null;
  form.addEventListener("click", (event) => { pressed = event.target.closest("button") || pressed; }, true);
  form.addEventListener("submit", async (event) => {
    const button = event.submitter || pressed;
    if (leaving || !button) return;
    if (button.dataset.sure && !window.confirm(button.dataset.sure)) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (button.value !== "discard" && await save() === false) {
      if (state.classList.contains("trouble")) state.textContent += "再按一次“" + button.textContent + "”。";
      return;
    }
    if (form.querySelector(".clash") && button.value !== "discard") {
      const open = form.querySelector(".clash button");
      if (open) open.focus();
      return;
    }
    leaving = true;
    try { localStorage.removeItem(shelf); } catch (error) { /* nothing is kept */ }
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = "do";
    hidden.value = button.value;
    form.appendChild(hidden);
    form.submit();
  }, true);
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  form.querySelectorAll(".clash[data-kept]").forEach((one) => { kept[one.dataset.clash] = one.dataset.kept; });
  restore();
  if (Object.keys(changed()).length) schedule(0);
  page();
  const wrong = form.querySelector("[aria-invalid=true]");
  const summary = document.querySelector("[data-focus]");
  const added = location.hash.startsWith("#b-") && document.querySelector("[id=\"" + CSS.escape(location.hash.slice(1)) + "\"]");
  if (wrong && summary) wrong.focus();
  else if (added) {
    const inputs = Array.from(added.querySelectorAll("input:not([type=hidden]):not([type=file]), textarea")).filter((one) => !one.value);
    if (inputs.length) inputs[0].focus();
  } else if (!summary && !form.contains(document.activeElement)) {
    const first = needed()[0];
    if (first) first.focus();
  }
})();
