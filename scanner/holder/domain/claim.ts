import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";

/** A phone says: this ticket to me. `at`: the server's time in whole seconds; `publicKey`: compressed point in hex. */
export interface Claim {
  readonly eventRef: string;
  readonly tokenId: string;
  readonly publicKey: string;
  readonly at: number;
  /** Also when another phone has it. */
  readonly replace: boolean;
}

/** No pass begins like this: what a phone signs there begins with the head of a CBOR array. */
const DOMAIN = utf8ToBytes("einlass holder claim 1\0");

/** What the phone signs, as `backend/features/holders/rules.py` has it; both run tests/vectors/holder/claim.json. */
export function claimMessage({ eventRef, tokenId, publicKey, at, replace }: Claim): Uint8Array<ArrayBuffer> {
  const numbers = new DataView(new ArrayBuffer(17));
  numbers.setBigUint64(0, BigInt(tokenId));
  numbers.setBigUint64(8, BigInt(at));
  numbers.setUint8(16, replace ? 1 : 0);
  return new Uint8Array(concatBytes(DOMAIN, hexToBytes(eventRef), new Uint8Array(numbers.buffer), hexToBytes(publicKey)));
}

/** The claim as the server takes it. `signature`: 64 bytes, s in the lower half. */
export function claimBody(claim: Claim, signature: Uint8Array): Readonly<Record<string, string | number | boolean>> {
  return { public_key: claim.publicKey, at: claim.at, signature: bytesToHex(signature), replace: claim.replace };
}
