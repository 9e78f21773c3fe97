// What a person sees and does.

const place = (id) => document.getElementById(id);
let busy = false;

function element(name, text, kind) {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

function rowsOf(results) {
  const table = document.createElement("table"), head = table.createTHead().insertRow();
  for (const title of ["结果", "文件", "说明"]) head.append(Object.assign(element("th", title), { scope: "col" }));
  const body = table.createTBody();
  for (const [state, path, reason] of results) {
    const row = body.insertRow();
    row.append(element("td", state, state === SAME ? "good" : "bad"), element("td", path), element("td", reason));
  }
  return table;
}

function show({ results, notes }) {
  const bad = results.filter(([state]) => state !== SAME), good = results.filter(([state]) => state === SAME);
  const words = bad.length ? `有 ${bad.length} 处问题。` : `一致：${good.length} 个文件都没有改动。`;
  place("summary").textContent = results.length ? words : "没有可以核对的文件。";
  place("summary").className = bad.length || !results.length ? "bad" : "good";
  place("notes").replaceChildren(...notes.map((note) => element("p", note)));
  const tables = [];
  if (bad.length) tables.push(rowsOf(bad));
  if (good.length) {
    const list = document.createElement("details");
    list.open = !bad.length && good.length <= 20;
    list.append(element("summary", `一致的 ${good.length} 个文件`), rowsOf(good));
    tables.push(list);
  }
  place("tables").replaceChildren(...tables);
}

// Takes [path, File] pairs; with a bagit.txt among them they are a bundle, else single files.
async function check(pairs) {
  if (busy || !pairs.length) return;
  busy = true;
  place("notes").replaceChildren();
  place("tables").replaceChildren();
  place("summary").className = "";
  place("summary").textContent = "正在核对……";
  try {
    const told = (path, done, total) => {
      place("summary").textContent = `正在核对 ${path}（${total ? Math.floor(100 * done / total) : 100}%）……`;
    };
    const names = pairs.map(([path]) => path), depth = (path) => path.split("/").length;
    const bags = names.filter((path) => path.split("/").pop() === "bagit.txt").sort((a, b) => depth(a) - depth(b));
    const root = bags.length ? bags[0].slice(0, -"bagit.txt".length) : "";
    const inside = pairs.filter(([path]) => path.startsWith(root));
    const files = new Map(inside.map(([path, file]) => [path.slice(root.length).normalize("NFC"), file]));
    show(await (bags.length && pairs.length > 1 ? checkFolder : checkSingle)(files, told));
  } catch (error) {
    place("summary").className = "bad";
    place("summary").textContent = "没有核对完：文件读不出来。请换一个浏览器，或者用 verify.py 核验。";
  }
  busy = false;
}

const listed = (files) => [...files].map((file) => [file.webkitRelativePath || file.name, file]);

async function filesUnder(entry, prefix) {
  const path = prefix + entry.name;
  if (entry.isFile) return [[path, await new Promise((resolve, reject) => entry.file(resolve, reject))]];
  const reader = entry.createReader(), found = [];
  for (;;) {
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!part.length) return found;
    for (const inner of part) found.push(...(await filesUnder(inner, `${path}/`)));
  }
}

async function handleFiles(handle, prefix) {
  const path = prefix + handle.name;
  if (handle.kind === "file") return [[path, await handle.getFile()]];
  const found = [];
  for await (const inner of handle.values()) found.push(...(await handleFiles(inner, `${path}/`)));
  return found;
}

// A browser may forbid a page from a disk to look into a folder by one of the two ways.
async function dropped(items, plain) {
  const entries = items.map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
  if (!entries.some((entry) => entry && entry.isDirectory)) return listed(plain);
  const handles = items.map((item) => item.getAsFileSystemHandle && item.getAsFileSystemHandle());
  try {
    const found = [];
    for (const entry of entries) if (entry) found.push(...(await filesUnder(entry, "")));
    return found;
  } catch (error) {
    const found = [];
    for (const handle of await Promise.all(handles)) found.push(...(await handleFiles(handle, "")));
    return found;
  }
}

place("files").addEventListener("change", (event) => check(listed(event.target.files)));
place("folder").addEventListener("change", (event) => check(listed(event.target.files)));
document.addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("over"); });
document.addEventListener("dragleave", () => document.body.classList.remove("over"));
document.addEventListener("drop", async (event) => {
  event.preventDefault();
  document.body.classList.remove("over");
  try {
    await check(await dropped([...event.dataTransfer.items].filter((item) => item.kind === "file"), event.dataTransfer.files));
  } catch (error) {
    place("summary").className = "bad";
    place("summary").textContent = "这个浏览器不让网页读拖进来的文件夹，请点“选案卷文件夹”。";
  }
});
place("summary").textContent = "还没有核对。";
