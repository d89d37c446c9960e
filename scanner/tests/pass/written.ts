/** A verdict as tests/vectors/pass writes it down. */
import { bytesToHex } from "@noble/hashes/utils.js";
import type { PassResult } from "../../shared/pass/read.ts";

export function written(result: PassResult): unknown {
  if (!result.ok) {
    const { code, stage } = result.error;
    return stage === null ? { error: code } : { error: code, stage };
  }
  const { kid, eventRef, tier, serial, epoch, expiresAt, proofAt, holderKey } = result.value;
  const token_id = ((BigInt(tier) << 32n) | BigInt(serial)).toString();
  const holder_key = holderKey === null ? null : bytesToHex(holderKey);
  return { ok: { kid, event_ref: eventRef, token_id, tier, serial, epoch, expires_at: expiresAt, holder_key, proof_at: proofAt } };
}
