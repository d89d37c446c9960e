/** What a pass says: a CWT claims set (RFC 8392) with `exp`, the ticket, and if it is bound, `cnf` (RFC 8747). */
import { bytesToHex } from "@noble/hashes/utils.js";
import { asArray, asInteger, decodeCbor, isBytes, isMap } from "./cbor.ts";
import type { CborMap, CborValue } from "./cbor.ts";
import { malformed } from "./errors.ts";
import { pointOf } from "./p256.ts";

/** 9999-12-31T23:59:59Z, the last second that every calendar in use here can show. */
export const MAX_SECONDS = 253_402_300_799;

const EVENT_REF_BYTES = 8;
const MAX_TIER = 2 ** 31 - 1;
const MAX_UINT32 = 2 ** 32 - 1;

const EXPIRES_AT = 4;
const CONFIRMATION = 8;
const TICKET = -65_537;

const COSE_KEY = 1;
const KEY_TYPE = 1;
const CURVE = -1;
const X = -2;
const Y = -3;
const EC2 = 2;
const P256 = 1;

export interface Claims {
  readonly eventRef: string;
  readonly tier: number;
  readonly serial: number;
  readonly epoch: number;
  readonly expiresAt: number;
  /** The 65 bytes of the point of the device's key; `null`: static. */
  readonly holderPoint: Uint8Array | null;
}

/** Reads a claims set that has exactly these claims. Refuses at cbor or claims, a key that is no point included. */
export function readClaims(payload: Uint8Array): Claims {
  const said = decodeCbor(payload);
  if (!isMap(said)) throw malformed("claims", "the claims are no map");
  const confirmation = said.get(CONFIRMATION);
  const expiresAt = asInteger(said.get(EXPIRES_AT), 1, MAX_SECONDS);
  if (expiresAt === null || said.size !== (confirmation === undefined ? 2 : 3))
    throw malformed("claims", "not exactly {4: exp, 8: cnf, -65537: ticket}");
  const holderPoint = confirmation === undefined ? null : readHolderPoint(confirmation);
  return { ...readTicket(said.get(TICKET)), expiresAt, holderPoint };
}

function readTicket(ticket: CborValue | undefined): Pick<Claims, "eventRef" | "tier" | "serial" | "epoch"> {
  const parts = asArray(ticket) ?? [];
  const eventRef = parts[0];
  const tier = asInteger(parts[1], 1, MAX_TIER);
  const serial = asInteger(parts[2], 0, MAX_UINT32);
  const epoch = asInteger(parts[3], 0, MAX_UINT32);
  if (parts.length !== 4 || tier === null || serial === null || epoch === null)
    throw malformed("claims", "the ticket is not [event, tier, serial, epoch]");
  if (!isBytes(eventRef) || eventRef.length !== EVENT_REF_BYTES) throw malformed("claims", "the event is not 8 bytes");
  return { eventRef: bytesToHex(eventRef), tier, serial, epoch };
}

function readHolderPoint(confirmation: CborValue): Uint8Array {
  const key = only(confirmation, COSE_KEY);
  const x = key?.get(X);
  const isOdd = key?.get(Y);
  const isP256 = key?.size === 4 && key.get(KEY_TYPE) === EC2 && key.get(CURVE) === P256;
  const point = isP256 && isBytes(x) && typeof isOdd === "boolean" ? pointOf(x, isOdd) : null;
  if (point === null) throw malformed("claims", "the confirmation is not exactly {1: {1: 2, -1: 1, -2: x, -3: sign of y}}");
  return point;
}

/** The map under `label`, where `value` is a map with that label alone. */
function only(value: CborValue, label: number): CborMap | null {
  const inner = isMap(value) && value.size === 1 ? value.get(label) : undefined;
  return isMap(inner) ? inner : null;
}
