/**
 * Sets of serials, and their spelling between server and door: `r:0-99,101` (runs) or `b:` and the base64 of a bitmap,
 * whichever is shorter (docs/adr/0014-the-door-protocol.md). One spelling only, as `tests/vectors/door/sets.json` has it.
 */
import { ShapeError } from "../../shared/json.ts";

/** The highest serial a tier can have. */
const HIGHEST = 2 ** 20 - 1;
const RUN = /^(\d{1,7})(?:-(\d{1,7}))?$/u;

/** One bit a serial; bit j of byte i is serial 8i + j. */
export class SerialSet {
  #bytes = new Uint8Array(0);

  has(serial: number): boolean {
    return ((this.#bytes[serial >>> 3] ?? 0) & (1 << (serial & 7))) !== 0;
  }

  put(serial: number, on: boolean): void {
    const index = serial >>> 3;
    const bit = 1 << (serial & 7);
    if (on) this.#reach(index + 1);
    const byte = this.#bytes[index];
    if (byte !== undefined) this.#bytes[index] = on ? byte | bit : byte & ~bit;
  }

  /** Turns every serial of `other` on or off here. */
  putAll(other: SerialSet, on: boolean): void {
    const theirs = other.bitmap();
    if (on) this.#reach(theirs.length);
    for (const [index, bits] of theirs.entries()) {
      const byte = this.#bytes[index];
      if (byte !== undefined) this.#bytes[index] = on ? byte | bits : byte & ~bits;
    }
  }

  /** Without zero bytes at its end. */
  bitmap(): Uint8Array {
    let end = this.#bytes.length;
    while (end > 0 && this.#bytes[end - 1] === 0) end -= 1;
    return this.#bytes.subarray(0, end);
  }

  /** First and last serial of each run, ascending. */
  runs(): (readonly [first: number, last: number])[] {
    const runs: [number, number][] = [];
    for (const [index, bits] of this.bitmap().entries()) {
      for (let serial = index * 8; serial < index * 8 + 8; serial += 1) {
        if ((bits & (1 << (serial & 7))) === 0) continue;
        const run = runs.at(-1);
        if (run?.[1] === serial - 1) run[1] = serial;
        else runs.push([serial, serial]);
      }
    }
    return runs;
  }

  #reach(length: number): void {
    if (length <= this.#bytes.length) return;
    const longer = new Uint8Array(Math.max(length, Math.min(2 * this.#bytes.length, (HIGHEST + 1) / 8)));
    longer.set(this.#bytes);
    this.#bytes = longer;
  }
}

/** Reads the spelling; throws a ShapeError for anything that is none. */
export function readSet(text: string, path = "$"): SerialSet {
  const set = new SerialSet();
  if (text.startsWith("r:")) putRuns(set, text.slice(2), path);
  else if (text.startsWith("b:")) putBitmap(set, text.slice(2), path);
  if (writeSet(set) !== text) throw new ShapeError(`${path} is no set of serials in its one spelling`);
  return set;
}

/** The shorter of the two spellings; runs where both are of one length. */
export function writeSet(set: SerialSet): string {
  const asRuns = `r:${set
    .runs()
    .map(([first, last]) => (first === last ? String(first) : `${first}-${last}`))
    .join(",")}`;
  const bitmap = set.bitmap();
  if (asRuns.length <= 2 + 4 * Math.ceil(bitmap.length / 3)) return asRuns;
  let binary = "";
  for (const byte of bitmap) binary += String.fromCharCode(byte);
  return `b:${btoa(binary)}`;
}

function putRuns(set: SerialSet, text: string, path: string): void {
  for (const run of text === "" ? [] : text.split(",")) {
    const [, from, to] = RUN.exec(run) ?? [];
    const first = Number(from);
    const last = to === undefined ? first : Number(to);
    if (from === undefined || last > HIGHEST) throw new ShapeError(`${path} holds a broken run`);
    for (let serial = first; serial <= last; serial += 1) set.put(serial, true);
  }
}

function putBitmap(set: SerialSet, base64: string, path: string): void {
  let bytes: string;
  try {
    bytes = atob(base64);
  } catch {
    throw new ShapeError(`${path} holds no base64`);
  }
  if (bytes.length > (HIGHEST + 1) / 8) throw new ShapeError(`${path} is too long`);
  for (let index = 0; index < bytes.length; index += 1) {
    const bits = bytes.charCodeAt(index);
    for (let bit = 0; bit < 8; bit += 1) if ((bits & (1 << bit)) !== 0) set.put(index * 8 + bit, true);
  }
}
