/** The pass, alone or inside a proof: `EL1:` and the Base45 of a COSE_Sign1. The specification is docs/pass.md. */
import { bytesToHex } from "@noble/hashes/utils.js";
import { err, ok } from "../result.ts";
import type { Result } from "../result.ts";
import { decodeBase45 } from "./base45.ts";
import { asArray, asInteger, decodeCbor, isBytes } from "./cbor.ts";
import type { CborValue } from "./cbor.ts";
import { MAX_SECONDS, readClaims } from "./claims.ts";
import type { Claims } from "./claims.ts";
import { ALG, EDDSA, ES256, KID, SIGNATURE_BYTES, parseSign1, sign1Of, signedBytes } from "./cose.ts";
import type { Sign1 } from "./cose.ts";
import { KID_BYTES, isSafeIssuerKey, issuerSigned, keyId, warmUpIssuerKey } from "./ed25519.ts";
import { PassRefused, malformed, refused } from "./errors.ts";
import type { PassError } from "./errors.ts";
import { compressPoint, holderSigned, warmUpHolderKeys } from "./p256.ts";

export const PREFIX = "EL1:";
/** In Unicode characters. The longest issuer pass has 261, the longest with a proof 387. */
export const MAX_PASS_CHARACTERS = 512;

const WHITE_SPACE = " \t\r\n";

/** A well spelled pass whose signatures nobody has looked at: good for showing, never for opening a door. */
export interface Unverified {
  readonly kid: string;
  readonly claims: Claims;
  /** The issuer's message. */
  readonly sign1: Sign1;
  /** What the holder's device put around it, if anything. */
  readonly proof: Proof | null;
}

export interface Proof {
  /** Unix seconds by the holder's clock. */
  readonly at: number;
  readonly sign1: Sign1;
}

/** A pass that the issuer signed, and its device if it is bound. Whether it opens a door now is the door's decision. */
export interface VerifiedPass {
  /** Hex, 8 bytes. */
  readonly kid: string;
  /** Hex, 8 bytes. */
  readonly eventRef: string;
  readonly tier: number;
  readonly serial: number;
  readonly epoch: number;
  /** Unix seconds. */
  readonly expiresAt: number;
  /** Unix seconds at which, by its own clock, the holder's device showed it; `null`: a static pass, maybe a copy. */
  readonly proofAt: number | null;
  /** The device's P-256 key, a compressed point of 33 bytes; `null`: a static pass. */
  readonly holderKey: Uint8Array | null;
}

export type PassResult = Result<VerifiedPass, PassError>;

/** The known issuers' raw public keys (32 bytes) by `kid` in hex; `keyRing` makes one. */
export type KeyRing = ReadonlyMap<string, Uint8Array>;

/** What a camera, a hand scanner or a person typed, without ASCII white space at its ends. Spaces inside stay. */
export function normaliseScan(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && WHITE_SPACE.includes(text.charAt(start))) start += 1;
  while (end > start && WHITE_SPACE.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** The keys by their ids. Throws a RangeError for bytes that are no safe key and for two keys under one id. */
export function keyRing(keys: Iterable<Uint8Array>): KeyRing {
  const ring = new Map<string, Uint8Array>();
  for (const raw of keys) {
    if (!isSafeIssuerKey(raw)) throw new RangeError(`no safe issuer key: ${bytesToHex(raw)}`);
    const kid = keyId(raw);
    if (bytesToHex(ring.get(kid) ?? raw) !== bytesToHex(raw)) throw new RangeError(`two issuer keys with the id ${kid}`);
    ring.set(kid, raw);
  }
  return ring;
}

/**
 * Works out the tables that signatures under `keys` are checked with, which takes some tenths of a second on a phone:
 * once, before the first guest and not in front of him. Nothing depends on it but the time that the first check takes.
 */
export function warmUp(keys: KeyRing): void {
  for (const raw of keys.values()) warmUpIssuerKey(raw);
  warmUpHolderKeys();
}

/** Reads a pass without judging its signatures. Throws PassRefused, and nothing else, for a text that is not one. */
export function readPass(text: string): Unverified {
  if (!text.startsWith(PREFIX)) throw refused("not_a_pass", `does not start with ${PREFIX}`);
  if (!isShortEnough(text)) throw malformed("text", `more than ${MAX_PASS_CHARACTERS} characters`);
  const outer = parseSign1(decodeBase45(text.slice(PREFIX.length)));
  const opened = isProof(outer) ? openProof(outer) : null;
  const sign1 = opened === null ? outer : sign1Of(opened.issuerPass);
  return { kid: issuerKid(sign1), claims: readClaims(sign1.payload), sign1, proof: opened?.proof ?? null };
}

/** Reads a pass and proves that a known issuer signed it, and the holder's device the proof of a bound one. */
export function verifyPass(text: string, keys: KeyRing): Promise<PassResult> {
  return Promise.resolve(verified(text, keys));
}

function verified(text: string, keys: KeyRing): PassResult {
  try {
    const read = readPass(text);
    const raw = keys.get(read.kid);
    if (raw === undefined) throw refused("unknown_issuer", `no issuer key ${read.kid}`);
    if (!issuerSigned(raw, read.sign1.signature, signedBytes(read.sign1.protected, read.sign1.payload)))
      throw refused("signature_invalid", `not signed by issuer key ${read.kid}`);
    requireProof(read);
    const { holderPoint, ...claims } = read.claims;
    const holderKey = holderPoint === null ? null : compressPoint(holderPoint);
    return ok({ kid: read.kid, ...claims, proofAt: read.proof?.at ?? null, holderKey });
  } catch (error) {
    if (error instanceof PassRefused) return err(error.error);
    throw error;
  }
}

/** Refuses a true pass that is bound and has no good proof, or is static and has one. */
function requireProof({ claims, proof }: Unverified): void {
  if (claims.holderPoint === null) {
    if (proof !== null) throw refused("proof_unexpected", "a static pass inside a proof");
    return;
  }
  if (proof === null) throw refused("proof_missing", "a bound pass without a proof");
  const { sign1 } = proof;
  if (!holderSigned(claims.holderPoint, sign1.signature, signedBytes(sign1.protected, sign1.payload)))
    throw refused("proof_invalid", "not signed by the device that the pass is bound to");
}

function isShortEnough(text: string): boolean {
  // A character outside the first plane counts once and takes two places, so twice the limit is too long for certain.
  return text.length <= 2 * MAX_PASS_CHARACTERS && Array.from(text).length <= MAX_PASS_CHARACTERS;
}

function isProof({ header }: Sign1): boolean {
  return header.size === 1 && header.get(ALG) === ES256;
}

function openProof(sign1: Sign1): { readonly proof: Proof; readonly issuerPass: readonly CborValue[] } {
  requireSignatureLength(sign1);
  const [first, time, ...more] = asArray(decodeCbor(sign1.payload)) ?? [];
  const issuerPass = asArray(first);
  const at = asInteger(time, 1, MAX_SECONDS);
  if (issuerPass === null || at === null || more.length > 0) throw malformed("proof", "not [issuer pass, time]");
  return { proof: { at, sign1 }, issuerPass };
}

function issuerKid(sign1: Sign1): string {
  const kid = sign1.header.get(KID);
  if (sign1.header.size !== 2 || sign1.header.get(ALG) !== EDDSA || !isBytes(kid) || kid.length !== KID_BYTES)
    throw malformed("cose", "the protected header is not {1: -8, 4: kid}");
  requireSignatureLength(sign1);
  return bytesToHex(kid);
}

function requireSignatureLength({ signature }: Sign1): void {
  if (signature.length !== SIGNATURE_BYTES) throw malformed("cose", `a signature of ${signature.length} bytes`);
}
