import { bytesToHex } from "@noble/hashes/utils.js";
import { compressPoint, withLowS } from "../shared/pass/p256.ts";
import type { Sign } from "../shared/pass/proof.ts";
import type { HolderKey } from "./domain/ticket.ts";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" };

/** Whether this page may use keys at all: browsers have none without https. */
export function hasKeys(): boolean {
  return "subtle" in crypto;
}

/** A fresh key whose private half never leaves the browser: it is not extractable, not even for us. */
export async function makeKey(): Promise<HolderKey> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
  const point = compressPoint(new Uint8Array(await crypto.subtle.exportKey("raw", publicKey)));
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(point));
  return { privateKey, publicKey: bytesToHex(point), id: bytesToHex(new Uint8Array(digest).subarray(0, 8)) };
}

/** Signs with a key, the lower s of the two. */
export function signWith({ privateKey }: HolderKey): Sign {
  return async (message) => {
    const signature = withLowS(new Uint8Array(await crypto.subtle.sign(SIGNATURE, privateKey, message)));
    if (signature === null) throw new Error("the browser made no signature");
    return signature;
  };
}
