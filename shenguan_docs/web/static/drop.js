"use strict";
// Files dropped on any page, or pasted: sent to the desk with their progress shown, then to their form.
(function () {
  const body = document.body, address = body.dataset.drop, largest = Number(body.dataset.largest);
  if (!address || !window.FormData) return;
  const token = JSON.parse(body.getAttribute("hx-headers") || "{}")["X-CSRF-Token"];
  let layer = null, inside = 0, sending = null;

  function show(words, more) {
    if (!layer) {
      layer = document.createElement("div");
      layer.className = "drop-layer";
      layer.setAttribute("role", "status");
      layer.innerHTML = "<div class='drop-words'><p></p><progress max='100' hidden></progress><button type='button' class='second' hidden></button></div>";
      body.appendChild(layer);
      layer.querySelector("button").addEventListener("click", () => { if (sending) sending.abort(); hide(); });
    }
    layer.hidden = false;
    layer.querySelector("p").textContent = words;
    const bar = layer.querySelector("progress"), button = layer.querySelector("button");
    bar.hidden = !(more && more.percent >= 0);
    if (!bar.hidden) { bar.value = more.percent; bar.setAttribute("aria-label", words); }
    button.hidden = !(more && more.button);
    button.textContent = (more && more.button) || "";
    layer.classList.toggle("wrong", Boolean(more && more.wrong));
    if (more && more.wrong) button.focus();
  }
  const hide = () => { if (layer) layer.hidden = true; sending = null; inside = 0; };
  const refuse = (words) => show(words, { wrong: true, button: "知道了" });

  function send(files) {
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const mb = (n) => Math.ceil(n / 1048576);
    if (!files.length) return;
    if (total > largest) { refuse("这些文件一共 " + mb(total) + " MB，一次最多 " + mb(largest) + " MB。请分几次，或者拆成几份。"); return; }
    const form = new FormData();
    files.forEach((file, n) => form.append("file", file, name(file, n)));
    const request = new XMLHttpRequest();
    sending = request;
    request.open("POST", address);
    request.setRequestHeader("X-CSRF-Token", token);
    request.setRequestHeader("X-Drop", "1");
    request.upload.onprogress = (event) => {
      const percent = event.lengthComputable ? Math.round(100 * event.loaded / event.total) : 0;
      show(percent < 100 ? "正在收 " + files.length + " 个文件：" + percent + "%" : "收到了，正在读……", { percent: percent, button: percent < 100 ? "不收了" : "" });
    };
    request.onload = () => {
      let told = {};
      try { told = JSON.parse(request.responseText); } catch (error) { /* a page, not an answer */ }
      if (request.status === 200 && told.address) { sending = null; location.href = told.address; }
      else if (request.status === 413) refuse("文件太大，一次最多 " + mb(largest) + " MB。");
      else if (request.status === 401 || /\/login/.test(request.responseURL)) refuse("登录过期了，请重新登录以后再拖一次。");
      else refuse(told.words || "没有收成，请再试一次。");
    };
    request.onerror = () => refuse("没有传完：网络断了，或者文件在电脑上打不开。请再拖一次。");
    request.send(form);
    show("正在收 " + files.length + " 个文件：0%", { percent: 0, button: "不收了" });
  }

  function name(file, n) {
    if (file.name && !/^image\.(png|jpe?g)$/.test(file.name)) return file.name;
    const now = new Date(), two = (x) => String(x).padStart(2, "0");
    return "粘贴的图片" + now.getFullYear() + two(now.getMonth() + 1) + two(now.getDate()) + two(now.getHours()) + two(now.getMinutes()) + (n ? "-" + n : "") + "." + (file.type.split("/")[1] || "png");
  }

  const holdsFiles = (event) => event.dataTransfer && Array.from(event.dataTransfer.types).includes("Files");
  const isOwn = (event) => event.target.closest && event.target.closest("input[type=file], [data-own-drop]");

  document.addEventListener("dragenter", (event) => {
    if (!holdsFiles(event)) return;
    inside += 1;
    if (!sending && !isOwn(event)) show("放开，把文件收进来");
  });
  document.addEventListener("dragover", (event) => { if (holdsFiles(event) && !isOwn(event)) event.preventDefault(); });
  document.addEventListener("dragleave", (event) => {
    if (!holdsFiles(event)) return;
    inside -= 1;
    if (inside <= 0 && !sending) hide();
  });
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    if (isOwn(event)) { hide(); return; }
    event.preventDefault();
    if (sending) return;
    const items = Array.from(event.dataTransfer.items || []);
    const folder = items.some((item) => { const entry = item.webkitGetAsEntry && item.webkitGetAsEntry(); return entry && entry.isDirectory; });
    if (folder) { refuse("拖来的是文件夹。请打开文件夹，选里面的文件再拖。"); return; }
    send(Array.from(event.dataTransfer.files));
  });
  document.addEventListener("paste", (event) => {
    const board = event.clipboardData;
    if (!board || !board.files.length || sending) return;
    const typing = /^(INPUT|TEXTAREA)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (typing && Array.from(board.types).some((type) => /^text\//.test(type))) return; // words with a picture of them
    event.preventDefault();
    send(Array.from(board.files));
  });
  window.addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });
  // The ordinary field: the same way, with progress.
  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector("input[type=file][name=file]");
    if (event.target.getAttribute("action") !== address || !field || !field.files.length) return;
    event.preventDefault();
    delete event.target.dataset.sent;
    send(Array.from(field.files));
  }, true);
})();
