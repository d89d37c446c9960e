/** COSE_Sign1 (RFC 9052, section 4.2) in one shape: everything protected, payload inside, no external data. */
import { asArray, decodeCbor, encodeArray, encodeBytes, isBytes, isMap } from "./cbor.ts";
import type { CborMap, CborValue } from "./cbor.ts";
import { malformed } from "./errors.ts";

export const ALG = 1;
export const KID = 4;
export const EDDSA = -8;
export const ES256 = -7;
export const SIGNATURE_BYTES = 64;

/** Tag 18 takes one byte, the first of a text; the issuer pass inside a proof stands there without. */
export const SIGN1_TAG = 0xd2;

const CRIT = 2;
// Text of ten bytes: the one text string in all of this.
const SIGNATURE1 = Uint8Array.of(0x6a, ...new TextEncoder().encode("Signature1"));

export interface Sign1 {
  /** The header's bytes as signed; `header` is what they say. */
  readonly protected: Uint8Array;
  readonly header: CborMap;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/** Reads a tagged COSE_Sign1 without judging its signature or which algorithm it names. Refuses at cbor or cose. */
export function parseSign1(data: Uint8Array): Sign1 {
  if (data[0] !== SIGN1_TAG) throw malformed("cose", "not tagged as COSE_Sign1");
  return sign1Of(decodeCbor(data.subarray(1)));
}

/** Reads a COSE_Sign1 whose array is decoded already, as `parseSign1` does. */
export function sign1Of(parts: CborValue | undefined): Sign1 {
  const [protectedBytes, unprotected, payload, signature, ...more] = asArray(parts) ?? [];
  if (!isBytes(protectedBytes) || !isMap(unprotected) || !isBytes(payload) || !isBytes(signature) || more.length > 0)
    throw malformed("cose", "not [protected, unprotected, payload, signature]");
  if (unprotected.size > 0) throw malformed("cose", "an unprotected header can be changed by anyone and must be empty");
  const header = decodeCbor(protectedBytes);
  if (!isMap(header)) throw malformed("cose", "the protected header is no map");
  if (header.has(CRIT)) throw malformed("cose", "a critical header that is not understood");
  return { protected: protectedBytes, header, payload, signature };
}

/** What a signature covers: the Sig_structure of RFC 9052, section 4.4. */
export function signedBytes(protectedBytes: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeArray(SIGNATURE1, encodeBytes(protectedBytes), encodeBytes(new Uint8Array()), encodeBytes(payload));
}
