/**
 * The part of CBOR a pass needs, in its one deterministic spelling (RFC 8949, section 4.2.1): integers, booleans, byte
 * strings, arrays, and maps with integer keys, in shortest heads, of definite length, keys sorted, each once.
 *
 * The reader takes nothing else in the first place, so there is nothing to encode again and compare.
 */
import { malformed } from "./errors.ts";

/** An integer that JavaScript does not hold exactly is a bigint, and so outside every range of ours. */
export type CborInteger = number | bigint;
export type CborMap = ReadonlyMap<CborInteger, CborValue>;
export type CborValue = CborInteger | boolean | Uint8Array | readonly CborValue[] | CborMap;

/** Arrays and maps inside each other: three in the claims of a bound pass and in a proof. */
export const MAX_DEPTH = 4;

const UINT = 0;
const NINT = 1;
const BSTR = 2;
const ARRAY = 4;
const MAP = 5;
const FALSE = 0xf4;
const TRUE = 0xf5;

interface Head {
  readonly major: number;
  readonly argument: CborInteger;
}

/** The one value that `data` spells deterministically, and nothing after it. Refuses everything else (stage cbor). */
export function decodeCbor(data: Uint8Array): CborValue {
  const reader = new Reader(data);
  const value = reader.value(0);
  reader.end();
  return value;
}

export function isMap(value: CborValue | undefined): value is CborMap {
  return value instanceof Map;
}

export function isBytes(value: CborValue | undefined): value is Uint8Array {
  return value instanceof Uint8Array;
}

/** `value` as an array; `null` for anything else. */
export function asArray(value: CborValue | undefined): readonly CborValue[] | null {
  return Array.isArray(value) ? (value as readonly CborValue[]) : null;
}

/** `value` as an integer from `lowest` to `highest`; `null` for anything else. */
export function asInteger(value: CborValue | undefined, lowest: number, highest: number): number | null {
  return typeof value === "number" && value >= lowest && value <= highest ? value : null;
}

/** The deterministic spelling of an integer from 0 to 2^53 - 1. */
export function encodeUint(value: number): Uint8Array {
  return head(UINT, value);
}

/** The deterministic spelling of a byte string. */
export function encodeBytes(data: Uint8Array): Uint8Array {
  return concat(head(BSTR, data.length), data);
}

/** The deterministic spelling of an array of items that are spelled already. */
export function encodeArray(...items: readonly Uint8Array[]): Uint8Array {
  return concat(head(ARRAY, items.length), ...items);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

function head(major: number, argument: number): Uint8Array {
  if (argument < 24) return Uint8Array.of((major << 5) | argument);
  const size = argument < 2 ** 8 ? 1 : argument < 2 ** 16 ? 2 : argument < 2 ** 32 ? 4 : 8;
  const bytes = Uint8Array.of((major << 5) | (24 + Math.log2(size)), ...new Uint8Array(size));
  for (let rest = argument, place = size; place > 0; place -= 1, rest = Math.floor(rest / 256)) bytes[place] = rest % 256;
  return bytes;
}

class Reader {
  private readonly data: Uint8Array;
  private place = 0;

  constructor(data: Uint8Array) {
    this.data = data;
  }

  end(): void {
    if (this.place < this.data.length) throw malformed("cbor", "bytes after the end");
  }

  value(depth: number): CborValue {
    const initial = this.data[this.place];
    if (initial === FALSE || initial === TRUE) {
      this.place += 1;
      return initial === TRUE;
    }
    const { major, argument } = this.head();
    if (major === UINT || major === NINT) return integer(major, argument);
    if (major === BSTR) return this.bytes(this.length(argument));
    if (major !== ARRAY && major !== MAP) throw malformed("cbor", `major type ${major} does not belong in a pass`);
    if (depth === MAX_DEPTH) throw malformed("cbor", `nested more than ${MAX_DEPTH} deep`);
    const length = this.length(argument);
    return major === ARRAY ? Array.from({ length }, () => this.value(depth + 1)) : this.map(length, depth + 1);
  }

  private map(length: number, depth: number): CborMap {
    const entries = new Map<CborInteger, CborValue>();
    let last: Head | null = null;
    for (let index = 0; index < length; index += 1) {
      const key = this.head();
      if (key.major !== UINT && key.major !== NINT) throw malformed("cbor", "a key that is no integer");
      if (last !== null && !isBefore(last, key)) throw malformed("cbor", "keys out of order or twice");
      last = key;
      entries.set(integer(key.major, key.argument), this.value(depth));
    }
    return entries;
  }

  private head(): Head {
    const [initial = 0] = this.bytes(1);
    const major = initial >> 5;
    const info = initial & 0x1f;
    if (info < 24) return { major, argument: info };
    if (info > 27) throw malformed("cbor", "indefinite or reserved length");
    const size = 2 ** (info - 24);
    let argument = 0n;
    for (const byte of this.bytes(size)) argument = argument * 256n + BigInt(byte);
    const least = size === 1 ? 24n : 1n << BigInt(size * 4);
    if (argument < least) throw malformed("cbor", "a longer head than needed");
    return { major, argument: exact(argument) };
  }

  /** A length that the rest of the bytes can hold: every item takes at least one. */
  private length(argument: CborInteger): number {
    if (argument > this.data.length - this.place) throw malformed("cbor", "ends too early");
    return Number(argument);
  }

  private bytes(count: number): Uint8Array {
    if (count > this.data.length - this.place) throw malformed("cbor", "ends too early");
    this.place += count;
    return this.data.slice(this.place - count, this.place);
  }
}

function integer(major: number, argument: CborInteger): CborInteger {
  return major === UINT ? argument : exact(-1n - BigInt(argument));
}

function exact(value: bigint): CborInteger {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Bytewise order of two integers in shortest spelling: by major type, then by argument. */
function isBefore(first: Head, second: Head): boolean {
  return first.major === second.major ? first.argument < second.argument : first.major < second.major;
}
