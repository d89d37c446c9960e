/** Base45 (RFC 9285), with exactly one spelling for every byte string. Its alphabet is the QR code's alphanumeric mode. */
import { malformed } from "./errors.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const BASE = ALPHABET.length;
const VALUES: ReadonlyMap<string, number> = new Map(Array.from(ALPHABET, (character, value) => [character, value]));

/** The one Base45 spelling of `data`. */
export function encodeBase45(data: Uint8Array): string {
  let text = "";
  for (let start = 0; start < data.length; start += 2) {
    const [high = 0, low] = data.subarray(start, start + 2);
    text += low === undefined ? digits(high, 2) : digits(high * 256 + low, 3);
  }
  return text;
}

/**
 * The bytes whose one Base45 spelling `text` is. Refuses (stage base45) a length of 3n + 1, a character outside the
 * alphabet, lower case included, three characters above 65535, and two above 255.
 */
export function decodeBase45(text: string): Uint8Array {
  if (text.length % 3 === 1) throw malformed("base45", `${text.length} characters is not a possible length`);
  const data = new Uint8Array(Math.floor((text.length * 2) / 3));
  for (let start = 0, written = 0; start < text.length; start += 3) {
    const group = text.slice(start, start + 3);
    const number = valueOf(group);
    if (number > (group.length === 3 ? 0xffff : 0xff)) throw malformed("base45", `group ${number} is too large`);
    if (group.length === 3) data[written++] = number >> 8;
    data[written++] = number & 0xff;
  }
  return data;
}

function digits(number: number, count: number): string {
  let text = "";
  for (let rest = number, place = 0; place < count; place += 1, rest = Math.floor(rest / BASE)) text += ALPHABET.charAt(rest % BASE);
  return text;
}

function valueOf(group: string): number {
  let number = 0;
  for (let place = group.length - 1; place >= 0; place -= 1) {
    const value = VALUES.get(group.charAt(place));
    if (value === undefined) throw malformed("base45", `${JSON.stringify(group.charAt(place))} is not in the alphabet`);
    number = number * BASE + value;
  }
  return number;
}
