/** Letting somebody in despite a refusal, by a supervisor's word. */
import type { Judgement, Reason } from "./outcome.ts";
import type { TicketRef } from "./scan.ts";

/** A supervisor's word that this ticket is to be let in, and why. */
export interface Order {
  readonly ticket: TicketRef;
  readonly reason: string;
}

/** What a supervisor may let somebody in despite; the same as `OVERRIDABLE` in `backend/features/checkin/rules.py`. */
const OVERRIDABLE: ReadonlySet<Reason> = new Set(["blocked", "paper", "stale", "already_redeemed", "tier", "invalid_time", "not_minted"]);

export function isOverridable(reason: Reason | null): boolean {
  return reason !== null && OVERRIDABLE.has(reason);
}

/** The judgement once a supervisor has ordered the ticket in: what nobody may override stays refused. */
export function overridden(judged: Judgement): Judgement {
  return isOverridable(judged.reason) ? { ...judged, outcome: "admitted", reason: null } : judged;
}
