/** The holder's side of a bound pass: a fresh proof, made on the device that the pass is bound to. */
import { decodeBase45, encodeBase45 } from "./base45.ts";
import { encodeArray, encodeBytes, encodeUint } from "./cbor.ts";
import { MAX_SECONDS } from "./claims.ts";
import { SIGN1_TAG, signedBytes } from "./cose.ts";
import { malformed, refused } from "./errors.ts";
import { withLowS } from "./p256.ts";
import { PREFIX, readPass } from "./read.ts";

/** {1 (alg): -7 (ES256)} */
const PROTECTED = Uint8Array.of(0xa1, 0x01, 0x26);
const EMPTY_MAP = Uint8Array.of(0xa0);

/**
 * Signs bytes with ECDSA over P-256 and SHA-256: r and s, 32 bytes each, as WebCrypto gives them with
 * `{ name: "ECDSA", hash: "SHA-256" }`. s may lie in either half.
 */
export type Sign = (message: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;

/**
 * The text to show at `atSeconds` (whole unix seconds): the bound issuer pass inside a proof.
 *
 * Throws PassRefused for what is no pass, a static one or one that has a proof already (proof_unexpected), for a time out
 * of range (malformed, proof) and for a signature that is none (malformed, cose); and whatever `sign` throws.
 */
export async function makeProof(issuerPassText: string, atSeconds: number, sign: Sign): Promise<string> {
  const issuerPass = readPass(issuerPassText);
  if (issuerPass.claims.holderPoint === null || issuerPass.proof !== null)
    throw refused("proof_unexpected", "only a bound pass without a proof can be put into one");
  if (!Number.isInteger(atSeconds) || atSeconds < 1 || atSeconds > MAX_SECONDS)
    throw malformed("proof", `${atSeconds} is no time in whole seconds`);
  const untagged = decodeBase45(issuerPassText.slice(PREFIX.length)).subarray(1);
  const payload = encodeArray(untagged, encodeUint(atSeconds));
  const signature = withLowS(await sign(new Uint8Array(signedBytes(PROTECTED, payload))));
  if (signature === null) throw malformed("cose", "not a signature of 64 bytes, r and s");
  const message = encodeArray(encodeBytes(PROTECTED), EMPTY_MAP, encodeBytes(payload), encodeBytes(signature));
  return PREFIX + encodeBase45(Uint8Array.of(SIGN1_TAG, ...message));
}
