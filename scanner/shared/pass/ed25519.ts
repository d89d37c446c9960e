/**
 * The issuer's Ed25519 keys (RFC 8032), judged as OpenSSL does on the server: S below L, R compared as bytes.
 *
 * The library's own `verify` multiplies by the cofactor, so it takes some signatures that OpenSSL refuses. Only an issuer
 * could make one, but two readers that disagree are one too many; the equation is therefore written out here.
 * Not WebCrypto: Ed25519 is missing from the older browsers we serve, and everything is on plain http.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { concat } from "./cbor.ts";

export const KID_BYTES = 8;

const KEY_BYTES = 32;
const HALF = 32;
const { Point } = ed25519;
const { BASE, Fn } = Point;
type Point = typeof BASE;

/** Loaded keys by their bytes: a scanner knows a handful, and loading one takes longer than a signature. */
const loaded = new Map<string, Point | null>();
const MOST_LOADED = 64;

/** The `kid` of a raw public key in hex: the first 8 bytes of its SHA-256. */
export function keyId(raw: Uint8Array): string {
  return bytesToHex(sha256(raw).subarray(0, KID_BYTES));
}

/** Whether `raw` is a point that can be trusted as a key: reduced, on the curve, and not of small order. */
export function isSafeIssuerKey(raw: Uint8Array): boolean {
  return load(raw) !== null;
}

/** Whether the key `raw` signed `message`. False for a key that is not safe, whatever the signature. */
export function issuerSigned(raw: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
  const key = load(raw);
  if (key === null || signature.length !== 2 * HALF) return false;
  const r = signature.subarray(0, HALF);
  const s = littleEndian(signature.subarray(HALF));
  if (s >= Fn.ORDER) return false;
  const k = Fn.create(littleEndian(sha512(concat(r, raw, message))));
  const expected = BASE.multiplyUnsafe(s).subtract(key.multiplyUnsafe(k)).toBytes();
  return expected.every((byte, index) => byte === r[index]);
}

/** Checks a signature whose answer nobody needs, so that the tables of the key and of the base point are there. */
export function warmUpIssuerKey(raw: Uint8Array): void {
  issuerSigned(raw, new Uint8Array(2 * HALF).fill(1), new Uint8Array());
}

function load(raw: Uint8Array): Point | null {
  const name = bytesToHex(raw);
  let key = loaded.get(name);
  if (key === undefined) {
    key = safePoint(raw);
    if (loaded.size >= MOST_LOADED) loaded.clear();
    loaded.set(name, key);
  }
  return key;
}

function safePoint(raw: Uint8Array): Point | null {
  if (raw.length !== KEY_BYTES) return null;
  try {
    const point = Point.fromBytes(raw);
    return point.isSmallOrder() ? null : point.precompute();
  } catch {
    return null;
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytesToHex(bytes.slice().reverse())}`);
}
