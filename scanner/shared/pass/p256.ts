/**
 * The holder's P-256 key, and ECDSA with SHA-256 by it.
 *
 * With (r, s) also (r, n - s) is a signature, and anybody can write the second from the first. Only the one with the lower
 * s counts here, so that nobody can turn one accepted text into another.
 */
import { p256 } from "@noble/curves/nist.js";

export const COORDINATE_BYTES = 32;

const EVEN = 2;
const ODD = 3;
const UNCOMPRESSED = 4;
const { Point } = p256;

/** The 65 bytes of the point that has this x and this sign of y; `null` where no point has it, or x is not below p. */
export function pointOf(x: Uint8Array, odd: boolean): Uint8Array | null {
  if (x.length !== COORDINATE_BYTES) return null;
  try {
    return Point.fromBytes(Uint8Array.of(odd ? ODD : EVEN, ...x)).toBytes(false);
  } catch {
    return null;
  }
}

/** The 33 bytes of a point given as browsers export it (WebCrypto's `raw`: 4, x and y, 65 bytes); it is taken as right. */
export function compressPoint(raw: Uint8Array): Uint8Array {
  if (raw.length !== 1 + 2 * COORDINATE_BYTES || raw[0] !== UNCOMPRESSED) throw new RangeError("no exported P-256 key");
  const isOdd = (raw[2 * COORDINATE_BYTES] ?? 0) % 2 === 1;
  return Uint8Array.of(isOdd ? ODD : EVEN, ...raw.subarray(1, 1 + COORDINATE_BYTES));
}

/** Whether the key at `point` signed `message`; `signature` is r and s, 32 bytes each, s in the lower half. */
export function holderSigned(point: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
  try {
    return p256.verify(signature, message, point, { lowS: true });
  } catch {
    return false;
  }
}

/** Checks a signature whose answer nobody needs, so that the table of the base point is there. */
export function warmUpHolderKeys(): void {
  holderSigned(Point.BASE.toBytes(false), new Uint8Array(2 * COORDINATE_BYTES).fill(1), new Uint8Array());
}

/**
 * A signature with s in the lower half that is as good as `signature`, 64 bytes as WebCrypto gives them; `null` for bytes
 * that are no signature of anything.
 */
export function withLowS(signature: Uint8Array): Uint8Array | null {
  try {
    const read = p256.Signature.fromBytes(signature);
    return read.hasHighS() ? new p256.Signature(read.r, Point.Fn.neg(read.s)).toBytes() : signature;
  } catch {
    return null;
  }
}
