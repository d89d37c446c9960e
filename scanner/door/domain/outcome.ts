import type { ScanId } from "../../shared/ids.ts";
import { asScanId } from "../../shared/ids.ts";
import { ShapeError, instant, integer, nullable, object, oneOf, text } from "../../shared/json.ts";
import type { Reader } from "../../shared/json.ts";
import { readTier } from "./device.ts";
import type { Tier } from "./device.ts";

/** Why a ticket is refused; pretix's words where it has them. */
export const REASONS = [
  "invalid",
  "not_a_ticket",
  "wrong_event",
  "tier",
  "already_redeemed",
  "revoked",
  "canceled",
  "unpaid",
  "stale",
  "invalid_time",
  "blocked",
  "not_minted",
] as const;

/** `other` is a reason that this version of the app does not know yet. */
export type Reason = (typeof REASONS)[number] | "other";

export type Medium = "paper" | "phone";

interface Answer {
  readonly id: ScanId;
  readonly tier: Tier | null;
  readonly serial: number | null;
  readonly medium: Medium | null;
  readonly gate: string;
  /** Milliseconds since 1970. */
  readonly decidedAt: number;
  /** The admission that made this ticket a used one. */
  readonly first: { readonly at: number; readonly gate: string } | null;
}

export interface Admission extends Answer {
  readonly outcome: "admitted";
}

export interface Refusal extends Answer {
  readonly outcome: "refused";
  readonly reason: Reason;
}

/** The server's word on one scan. */
export type Outcome = Admission | Refusal;

const reason: Reader<Reason> = (value, path) => REASONS.find((known) => known === text(value, path)) ?? "other";

const scanId: Reader<ScanId> = (value, path) => {
  const id = asScanId(text(value, path));
  if (id === null) throw new ShapeError(`${path} is not a UUID`);
  return id;
};

const first = object(({ get }) => ({ at: get("at", instant), gate: get("gate", text) }));

export const readOutcome = object<Outcome>(({ get }) => {
  const answer: Answer = {
    id: get("id", scanId),
    tier: get("tier", nullable(readTier)),
    serial: get("serial", nullable(integer)),
    medium: get("medium", nullable(oneOf("paper", "phone"))),
    gate: get("gate", text),
    decidedAt: get("decided_at", instant),
    first: get("first", nullable(first)),
  };
  return get("outcome", oneOf("admitted", "refused")) === "admitted"
    ? { ...answer, outcome: "admitted" }
    : { ...answer, outcome: "refused", reason: get("reason", reason) };
});
