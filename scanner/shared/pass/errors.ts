/** What can be wrong with a scanned text. The codes and stages, and which comes first, are docs/pass.md, section 6. */

export type PassErrorCode =
  /** Does not even claim to be one: a poster's web address, a seat number. */
  | "not_a_pass"
  /** Claims to be one and is not spelled like one; the stage says where. */
  | "malformed"
  /** Well spelled, names a key that is not among the known ones. */
  | "unknown_issuer"
  /** Names a known key that did not sign it: forged or altered. */
  | "signature_invalid"
  /** True, but bound to a device and shown without that device's proof: a copy, perhaps. */
  | "proof_missing"
  /** True, but a static pass inside a proof, which nobody could check. */
  | "proof_unexpected"
  /** True and bound, but another key signed the proof, or it was altered. */
  | "proof_invalid";

/** The step of reading at which a malformed pass stopped being one. */
export type PassStage = "text" | "base45" | "cbor" | "cose" | "claims" | "proof";

export interface PassError {
  readonly code: PassErrorCode;
  /** Where, for a malformed text; `null` for every other code. */
  readonly stage: PassStage | null;
}

/** A PassError on its way out of the readers; the only thing that they throw. The message is for logs. */
export class PassRefused extends Error {
  override readonly name = "PassRefused";
  readonly error: PassError;

  constructor(error: PassError, detail: string) {
    super(`${error.stage ?? error.code}: ${detail}`);
    this.error = error;
  }
}

export function malformed(stage: PassStage, detail: string): PassRefused {
  return new PassRefused({ code: "malformed", stage }, detail);
}

export function refused(code: Exclude<PassErrorCode, "malformed">, detail: string): PassRefused {
  return new PassRefused({ code, stage: null }, detail);
}
