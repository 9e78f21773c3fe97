// The check of a whole folder, or of single files against what this page knows.

const SAME = "一致", CHANGED = "已改动", MISSING = "缺失", STRANGE = "不在卷内", WRONG = "问题";
const KNOWN = JSON.parse(document.getElementById("known").textContent);

// Hashing runs beside the page, so that a large file does not freeze it; where that is forbidden, in pieces.
const hashing = (() => {
  let worker = null;
  try {
    const code = `${document.getElementById("code").textContent.split("// The check of a whole folder")[0]}
      onmessage = async (event) => {
        try {
          postMessage({ digest: await hashFile(event.data, (done) => postMessage({ done })) });
        } catch (error) { postMessage({ failed: true }); }
      };`;
    worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  } catch (error) { worker = null; }
  return (file, told) => new Promise((resolve, reject) => {
    if (!worker) { hashFile(file, told).then(resolve, reject); return; }
    worker.onmessage = ({ data }) => {
      if (data.done !== undefined) told(data.done);
      else if (data.failed) reject(new Error("unreadable"));
      else resolve(data.digest);
    };
    worker.onerror = () => { worker = null; hashFile(file, told).then(resolve, reject); };
    worker.postMessage(file);
  });
})();

async function digestsOf(files, told) {
  const digests = new Map(), total = [...files.values()].reduce((sum, file) => sum + file.size, 0);
  let before = 0;
  for (const [path, file] of files) {
    try {
      digests.set(path, await hashing(file, (done) => told(path, before + done, total)));
    } catch (error) { digests.set(path, ""); }
    before += file.size;
  }
  return digests;
}

async function checkFolder(files, told) {
  const results = [], notes = [], digests = await digestsOf(files, told);
  const text = (path) => files.get(path).text();
  const manifest = async (name) => {
    if (!files.has(name)) { results.push([MISSING, name, "没有这份清单"]); return new Map(); }
    try { return readManifest(await text(name)); } catch (error) { results.push([CHANGED, name, "清单读不出来"]); return new Map(); }
  };
  const payload = await manifest("manifest-sha256.txt"), payload512 = await manifest("manifest-sha512.txt");
  const tags = await manifest("tagmanifest-sha256.txt"), tags512 = await manifest("tagmanifest-sha512.txt");
  const own = ["tagmanifest-sha256.txt", "tagmanifest-sha512.txt"];
  const listed = new Set([...payload.keys(), ...payload512.keys(), ...tags.keys(), ...tags512.keys()]);
  for (const path of [...listed].sort()) {
    const inside = path.startsWith("data/"), [one, other] = inside ? [payload, payload512] : [tags, tags512];
    if (!files.has(path)) results.push([MISSING, path, "清单里有，这里没有"]);
    else if (!digests.get(path)) results.push([WRONG, path, "读不出来"]);
    else if (one.has(path) && one.get(path) !== digests.get(path)) results.push([CHANGED, path, "内容与清单不一致"]);
    else if (!one.has(path) || !other.has(path)) results.push([WRONG, path, "两份清单里只有一份写着它"]);
    else if (!inside && hex(new Sha512().update(new Uint8Array(await files.get(path).arrayBuffer())).digest()) !== other.get(path))
      results.push([CHANGED, path, "内容与清单不一致"]);
    else results.push([SAME, path, ""]);
  }
  for (const path of [...files.keys()].sort()) if (!listed.has(path) && !own.includes(path)) results.push([STRANGE, path, "清单里没有这个文件"]);
  if (files.has("签名.txt")) await checkList(await text("签名.txt"), digests, results, notes);
  else notes.push("这个案卷没有签名，只能核对文件与清单是否一致。");
  if (files.has("证明.json")) {
    let proof = null;
    try { proof = JSON.parse(await text("证明.json")); } catch (error) { results.push([CHANGED, "证明.json", "证明读不出来"]); }
    if (proof) checkProof(proof, digests, payload, results, notes);
  } else notes.push("这个案卷没有附流水账的证明。");
  const inside = Object.entries(KNOWN.digests).filter(([path]) => path.startsWith("data/"));
  if (inside.length !== payload.size || inside.some(([path, digest]) => payload.get(path.normalize("NFC")) !== digest)) results.push([WRONG, "核验.html", "这个核验页所记的与案卷的清单不一致"]);
  return { results, notes };
}

async function checkList(text, digests, results, notes) {
  let note = null;
  try { note = readNote(text); } catch (error) { results.push([CHANGED, "签名.txt", "签名读不出来"]); return; }
  const fault = noteProblem(note, "审管联动文书 案卷清单");
  if (fault) results.push([WRONG, "签名.txt", fault]);
  const signed = new Map();
  for (const [name, value] of note.pairs) if (name === "文件") signed.set(unescaped(value.slice(65)), value.slice(0, 64));
  for (const [path, digest] of signed) if (digests.get(path) !== digest) results.push([CHANGED, path, "与签了名的清单不一致"]);
  for (const name of ["manifest-sha256.txt", "manifest-sha512.txt"]) if (!signed.has(name)) results.push([WRONG, "签名.txt", `签名没有包括“${name}”`]);
  notes.push(`案卷由“${note.fields["单位"] || ""}”签名，公钥指纹 ${fingerprint(note.key)}。`);
}

function checkProof(proof, digests, payload, results, notes) {
  const proven = readProof(proof);
  for (const problem of proven.problems) results.push([WRONG, "证明.json", problem]);
  for (const [path, digest] of proven.files) if (digests.get(path) !== digest || !payload.has(path)) results.push([CHANGED, path, "与流水账里登记的不一致"]);
  if (proven.head && !proven.problems.length) notes.push(headSentence(proven));
}

function headSentence(proven) {
  const told = proven.head.fields;
  return `流水账的 ${proven.entries} 条、归档的 ${proven.files.size} 个文件，由“${told["单位"]}”的树头证明`
    + `（共 ${told["条数"]} 条，${told["时间"]}，公钥指纹 ${fingerprint(proven.head.key)}）。`;
}

async function checkSingle(files, told) {
  const results = [], notes = [], digests = await digestsOf(files, told);
  const paths = new Map(Object.entries(KNOWN.digests).map(([path, digest]) => [digest, path]));
  const base = (path) => path.split("/").pop().normalize("NFC");
  const names = new Map(Object.keys(KNOWN.digests).map((path) => [base(path), path]));
  const proven = KNOWN.proof ? readProof(KNOWN.proof) : null;
  const believed = proven && !proven.problems.length ? proven.files : new Map();
  const archived = believed.size ? proven.archived : new Map();
  for (const [path, digest] of digests) {
    const known = paths.get(digest);
    if (!digest) results.push([WRONG, path, "读不出来"]);
    else if (known) results.push([SAME, path, `就是卷内的 ${known}${believed.get(known.normalize("NFC")) === digest ? "，流水账可证" : ""}`]);
    else if (archived.has(digest)) results.push([SAME, path, `就是归档的 ${archived.get(digest)}，流水账可证`]);
    else if (names.has(base(path))) results.push([CHANGED, path, `与卷内的 ${names.get(base(path))} 内容不同`]);
    else results.push([STRANGE, path, "卷内没有内容相同的文件，也没有这个名称的文件"]);
  }
  notes.push("这里只核对了单个文件。要核对全卷和签名，请选整个案卷文件夹。");
  if (proven) for (const problem of proven.problems) results.push([WRONG, "核验.html", problem]);
  return { results, notes };
}
