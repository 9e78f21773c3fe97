// Signatures (RFC 8032), inclusion proofs (RFC 9162), signed texts, manifests: the same as in verify.py.

const P = 2n ** 255n - 19n, L = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (a, m = P) => ((a % m) + m) % m;

function power(base, exponent) {
  let result = 1n;
  for (base = mod(base); exponent; exponent >>= 1n, base = mod(base * base)) if (exponent & 1n) result = mod(result * base);
  return result;
}

const D = mod(-121665n * power(121666n, P - 2n)), ROOT = power(2n, (P - 1n) / 4n);
const ZERO = [0n, 1n, 1n, 0n];

function add(a, b) {
  const s = mod((a[1] - a[0]) * (b[1] - b[0])), t = mod((a[1] + a[0]) * (b[1] + b[0]));
  const c = mod(2n * a[3] * b[3] * D), d = mod(2n * a[2] * b[2]);
  const e = t - s, f = d - c, g = d + c, h = t + s;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(factor, point) {
  let total = ZERO;
  for (; factor; factor >>= 1n, point = add(point, point)) if (factor & 1n) total = add(total, point);
  return total;
}

const little = (bytes) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

function unpacked(bytes) {
  let y = little(bytes);
  const sign = y >> 255n;
  y &= (1n << 255n) - 1n;
  const square = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n));
  let x = power(square, (P + 3n) / 8n);
  if (mod(x * x - square)) x = mod(x * ROOT);
  if (y >= P || mod(x * x - square) || (!x && sign)) throw new Error("not a point");
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

const same = (a, b) => !mod(a[0] * b[2] - b[0] * a[2]) && !mod(a[1] * b[2] - b[1] * a[2]);

function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) { all.set(part, place); place += part.length; }
  return all;
}

function ed25519Valid(key, message, signature) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const s = little(signature.subarray(32)), front = signature.subarray(0, 32);
  if (s >= L) return false;
  try {
    const base = unpacked(joined(Uint8Array.of(0x58), new Uint8Array(31).fill(0x66)));
    const factor = mod(little(new Sha512().update(joined(front, key, message)).digest()), L);
    return same(times(s, base), add(unpacked(front), times(factor, unpacked(key))));
  } catch (error) {
    return false;
  }
}

const SIGNATURES = { ed25519: ed25519Valid };
const bytesOf = (text) => new TextEncoder().encode(text);
const sha256 = (...parts) => new Sha256().update(joined(...parts)).digest();

function unhex(text) {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new Error("not hexadecimal");
  return Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
}

function fingerprint(key) {
  return hex(sha256(key)).slice(0, 32).match(/.{4}/g).join("-");
}

function readNote(text) {
  text = text.replace(/^\ufeff+/, "").replace(/\r\n/g, "\n");
  const mark = "\n\n签名: ", at = text.indexOf(mark);
  const last = at < 0 ? "" : text.slice(at + mark.length).split("\n", 1)[0];
  if (!/^[0-9a-f]{128}$/.test(last)) throw new Error("no signature");
  const signed = text.slice(0, at), lines = signed.split("\n");
  const pairs = lines.slice(1).map((line) => {
    const colon = line.indexOf(": ");
    return colon < 0 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 2)];
  });
  const fields = Object.fromEntries(pairs), [algorithm, key] = (fields["公钥"] || " ").split(" ");
  return { title: lines[0], pairs, fields, algorithm, key: unhex(key || ""), signed, signature: unhex(last) };
}

function noteProblem(note, title) {
  if (note.title !== title) return `不是“${title}”`;
  const valid = SIGNATURES[note.algorithm];
  if (!valid) return `签名的算法“${note.algorithm}”不认识`;
  return valid(note.key, bytesOf(note.signed + "\n"), note.signature) ? "" : "签名不对：内容被改动，或者不是这把钥匙签的";
}

function inclusionRoot(leaf, index, size, path) {
  if (!(index >= 0 && index < size)) throw new Error("no such entry");
  let fn = BigInt(index), sn = BigInt(size) - 1n, root = leaf;
  for (const step of path) {
    if (!sn) throw new Error("path too long");
    if (fn & 1n || fn === sn) {
      root = sha256(Uint8Array.of(1), step, root);
      while (!(fn & 1n) && fn) { fn >>= 1n; sn >>= 1n; }
    } else {
      root = sha256(Uint8Array.of(1), root, step);
    }
    fn >>= 1n; sn >>= 1n;
  }
  if (sn) throw new Error("path too short");
  return root;
}

// What a proof shows: its head, what is wrong, the digest of each file that it speaks of.
function readProof(proof) {
  const found = { problems: [], files: new Map(), archived: new Map(), entries: 0, head: null };
  try {
    if (proof.form !== "shenguan-proof/1") throw new Error("unknown form");
    const head = readNote(proof.head), size = Number(head.fields["条数"]), root = head.fields["根"];
    if (head.fields["散列"] !== "sha256" || !(size >= 1)) throw new Error("not a head");
    const fault = noteProblem(head, "审管联动文书 流水账树头");
    if (fault) found.problems.push(`树头：${fault}`);
    const known = new Map();
    for (const entry of proof.entries) {
      let reached = "";
      try {
        reached = hex(inclusionRoot(sha256(Uint8Array.of(0), bytesOf(entry.line)), entry.seq - 1, size, entry.path.map(unhex)));
      } catch (error) { reached = ""; }
      const told = JSON.parse(entry.line);
      if (reached !== root || told.seq !== entry.seq) found.problems.push(`流水账第 ${entry.seq} 条（${entry.number || ""}）与树头对不上`);
      else known.set(entry.seq, told.data.object || {});
    }
    found.entries = known.size;
    const inventories = new Map(proof.inventories.map((text) => [hex(sha256(bytesOf(text))), JSON.parse(text)]));
    const labels = new Map(proof.entries.map((entry) => [entry.seq, entry.number || ""]));
    for (const [seq, object] of known) {
      const inventory = inventories.get(object.inventory), state = inventory ? inventory.versions[inventory.head].state : {};
      for (const digest of Object.keys(state)) found.archived.set(digest, `${labels.get(seq)} ${state[digest][0]}`);
    }
    for (const file of proof.files) {
      const archived = known.get(file.entry) || {}, inventory = inventories.get(file.inventory);
      const names = inventory.versions[inventory.head].state[file.sha256] || [];
      const fits = archived.inventory === file.inventory && archived.object_id === inventory.id
        && inventory.head === `v${archived.version}` && names.includes(file.name);
      if (fits) found.files.set(file.path.normalize("NFC"), file.sha256);
      else found.problems.push(`“${file.path}”与流水账第 ${file.entry} 条登记的归档文件对不上`);
    }
    found.head = head;
  } catch (error) {
    found.problems.push("证明文件损坏，或者不是证明");
  }
  return found;
}

const unescaped = (path) => path.replace(/%(0[DdAa]|25)/g, (_, code) => String.fromCharCode(parseInt(code, 16)));

function readManifest(text) {
  const found = new Map();
  for (const line of text.split("\n")) {
    if (!line.trim()) continue;
    const match = /^([0-9a-fA-F]+)[ \t]+\*?(.+?)\r?$/.exec(line);
    const path = match && unescaped(match[2]).normalize("NFC");
    if (!match || found.has(path)) throw new Error("not a line of a manifest");
    found.set(path, match[1].toLowerCase());
  }
  return found;
}
