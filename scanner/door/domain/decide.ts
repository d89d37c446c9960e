/** The one decision at the door, the same as `backend/features/checkin/rules.py` makes; both run `tests/vectors/checkin/decide.json`. */
import { assertNever } from "../../shared/assert.ts";

export type Direction = "entry" | "exit";

/** Whether a ticket that was let in may come again. */
export type Reentry = "never" | "after_exit" | "any";

/** Why a genuine pass is refused. */
export type Refused =
  | "wrong_event"
  | "canceled"
  | "invalid"
  | "revoked"
  | "blocked"
  | "paper"
  | "stale"
  | "already_redeemed"
  | "tier"
  | "invalid_time"
  | "not_minted";

/** A pass whose signature holds. Times in milliseconds since 1970. */
export interface SeenPass {
  readonly eventRef: string;
  readonly tier: number;
  readonly serial: number;
  readonly epoch: number;
  readonly expiresAt: number;
  /** When the holder's phone made its proof; `null` for a static pass. */
  readonly proofAt: number | null;
}

/** What is known of a ticket on this list. */
export interface KnownTicket {
  readonly epoch: number;
  readonly revoked: boolean;
  readonly blocked: boolean;
  readonly minted: boolean;
  readonly entries: number;
  readonly inside: number;
}

/** Where the pass is shown, and what is let in there. */
export interface Door {
  readonly eventRef: string;
  readonly opensAt: number;
  readonly cancelled: boolean;
  /** Tiers this gate lets in. */
  readonly tiers: ReadonlySet<number>;
  /** Tiers whose static pass, on paper, is good enough. */
  readonly paper: ReadonlySet<number>;
  readonly reentry: Reentry;
}

/** A proof is good from 15 s before its time (clocks differ) until 30 s after it (a screenshot must not last). */
const PROOF_LASTS_MS = 30_000;
const PROOF_AHEAD_MS = 15_000;

/**
 * Why this pass is refused here and now, or `null`: let them through.
 *
 * From what can never become right to what may: a steward hears first what cannot be mended at the door. Nobody whose ticket
 * is genuine is kept in.
 */
export function decide(seen: SeenPass, ticket: KnownTicket | null, door: Door, now: number, direction: Direction): Refused | null {
  if (seen.eventRef !== door.eventRef) return "wrong_event";
  if (door.cancelled) return "canceled";
  if (ticket === null) return "invalid";
  if (ticket.revoked || seen.epoch !== ticket.epoch) return "revoked";
  if (ticket.blocked) return "blocked";
  if (seen.proofAt === null) {
    if (!door.paper.has(seen.tier)) return "paper";
  } else if (seen.proofAt < now - PROOF_LASTS_MS || seen.proofAt > now + PROOF_AHEAD_MS) return "stale";
  if (direction === "exit") return null;
  if (isUsed(ticket, door.reentry)) return "already_redeemed";
  if (!door.tiers.has(seen.tier)) return "tier";
  if (now < door.opensAt || now >= seen.expiresAt) return "invalid_time";
  return ticket.minted ? null : "not_minted";
}

function isUsed({ entries, inside }: KnownTicket, reentry: Reentry): boolean {
  switch (reentry) {
    case "never":
      return entries > 0;
    case "after_exit":
      return inside > 0;
    case "any":
      return false;
    default:
      return assertNever(reentry);
  }
}
