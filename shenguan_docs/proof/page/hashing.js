"use strict";
// SHA-256 and SHA-512 (FIPS 180-4) in pieces: a page opened from a disk must not rely on the browser's own.

const FIRST_PRIMES = (() => {
  const found = [];
  for (let n = 2; found.length < 80; n++) if (found.every((p) => n % p)) found.push(n);
  return found;
})();

// The first 64 bits of the fractional part of a root of a prime, as a BigInt.
function rootBits(prime, power) {
  const target = BigInt(prime) << BigInt(64 * power);
  let low = 0n, high = 1n << 72n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(power) <= target) low = middle; else high = middle;
  }
  return low & 0xffffffffffffffffn;
}

const CUBES = FIRST_PRIMES.map((p) => rootBits(p, 3));
const SQUARES = FIRST_PRIMES.slice(0, 8).map((p) => rootBits(p, 2));
const K256 = Int32Array.from(CUBES.slice(0, 64), (k) => Number(k >> 32n) | 0);

// Cuts what comes in into blocks and pads the end; `round` takes in one block.
class Blocks {
  constructor(size, lengthSize) {
    this.block = new Uint8Array(size);
    this.view = new DataView(this.block.buffer);
    this.lengthSize = lengthSize;
    this.filled = 0;
    this.bytes = 0;
  }

  update(bytes) {
    this.bytes += bytes.length;
    let place = 0;
    while (place < bytes.length) {
      const part = Math.min(bytes.length - place, this.block.length - this.filled);
      this.block.set(bytes.subarray(place, place + part), this.filled);
      this.filled += part;
      place += part;
      if (this.filled === this.block.length) { this.round(); this.filled = 0; }
    }
    return this;
  }

  pad() {
    const bits = BigInt(this.bytes) * 8n;
    this.block.fill(0, this.filled);
    this.block[this.filled] = 0x80;
    if (this.filled + 1 > this.block.length - this.lengthSize) { this.round(); this.block.fill(0); }
    this.view.setBigUint64(this.block.length - 8, bits);
    this.round();
  }
}

class Sha256 extends Blocks {
  constructor() {
    super(64, 8);
    this.state = Int32Array.from(SQUARES, (k) => Number(k >> 32n) | 0);
    this.w = new Int32Array(64);
  }

  round() {
    const w = this.w, s = this.state, view = this.view, k = K256;
    for (let t = 0; t < 16; t++) w[t] = view.getInt32(t * 4);
    for (let t = 16; t < 64; t++) {
      const x = w[t - 15], y = w[t - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[t] = (((w[t - 16] + s0) | 0) + ((w[t - 7] + s1) | 0)) | 0;
    }
    let a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7];
    for (let t = 0; t < 64; t++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const one = (((h + s1) | 0) + ((((e & f) ^ (~e & g)) + ((k[t] + w[t]) | 0)) | 0)) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    s[0] += a; s[1] += b; s[2] += c; s[3] += d; s[4] += e; s[5] += f; s[6] += g; s[7] += h;
  }

  digest() {
    this.pad();
    const out = new DataView(new ArrayBuffer(32));
    this.state.forEach((word, n) => out.setInt32(n * 4, word));
    return new Uint8Array(out.buffer);
  }
}

// 64-bit numbers as BigInt: slow, but only the small files beside the documents and signatures need it.
class Sha512 extends Blocks {
  constructor() {
    super(128, 16);
    this.state = SQUARES.slice();
  }

  round() {
    const mask = 0xffffffffffffffffn, w = [];
    const turn = (x, n) => ((x >> n) | (x << (64n - n))) & mask;
    for (let t = 0; t < 16; t++) w.push(this.view.getBigUint64(t * 8));
    for (let t = 16; t < 80; t++) {
      const x = w[t - 15], y = w[t - 2];
      const s0 = turn(x, 1n) ^ turn(x, 8n) ^ (x >> 7n), s1 = turn(y, 19n) ^ turn(y, 61n) ^ (y >> 6n);
      w.push((w[t - 16] + s0 + w[t - 7] + s1) & mask);
    }
    let [a, b, c, d, e, f, g, h] = this.state;
    for (let t = 0; t < 80; t++) {
      const one = (h + (turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n)) + ((e & f) ^ (~e & mask & g)) + CUBES[t] + w[t]) & mask;
      const two = ((turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c))) & mask;
      h = g; g = f; f = e; e = (d + one) & mask; d = c; c = b; b = a; a = (one + two) & mask;
    }
    this.state = [a, b, c, d, e, f, g, h].map((value, n) => (value + this.state[n]) & mask);
  }

  digest() {
    this.pad();
    const out = new DataView(new ArrayBuffer(64));
    this.state.forEach((word, n) => out.setBigUint64(n * 8, word));
    return new Uint8Array(out.buffer);
  }
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

// Hashes a File piece by piece; `told` hears how many bytes are done.
async function hashFile(file, told) {
  const sha = new Sha256(), piece = 4 << 20;
  for (let start = 0; start < file.size; start += piece) {
    sha.update(new Uint8Array(await file.slice(start, start + piece).arrayBuffer()));
    told(Math.min(start + piece, file.size));
  }
  return hex(sha.digest());
}
