/** What this device says of a code by itself, from what it knows. */
import type { PassError } from "../../shared/pass/errors.ts";
import { readPass } from "../../shared/pass/read.ts";
import type { PassResult, VerifiedPass } from "../../shared/pass/read.ts";
import { decide } from "./decide.ts";
import type { Direction, Refused } from "./decide.ts";
import type { Knowledge } from "./door-state.ts";
import type { Judgement, Reason } from "./outcome.ts";
import type { Passage } from "./snapshot.ts";

const NOBODY: Pick<Judgement, "tier" | "serial" | "medium" | "first"> = { tier: null, serial: null, medium: null, first: null };

/** @param now the server's time, milliseconds since 1970 */
export function judge(code: string, read: PassResult, knowledge: Knowledge, now: number, direction: Direction): Judgement {
  if (!read.ok) return { ...NOBODY, outcome: "refused", reason: reasonOf(code, read.error, knowledge) };
  const { eventRef, tier, serial, epoch, expiresAt, proofAt } = read.value;
  const seen = { eventRef, tier, serial, epoch, expiresAt: expiresAt * 1000, proofAt: proofAt === null ? null : proofAt * 1000 };
  const ticket = knowledge.ticket(tier, serial);
  const reason = decide(seen, ticket, knowledge.door, now, direction);
  const known = eventRef === knowledge.door.eventRef && ticket !== null ? aboutTicket(read.value, knowledge, reason) : NOBODY;
  if (reason !== null) return { ...known, outcome: "refused", reason };
  return { ...known, outcome: direction === "entry" ? "admitted" : "exited", reason: null };
}

/** Who goes through with this judgement, if anybody does. */
export function passageOf(judged: Judgement, knowledge: Knowledge, at: number): Passage | null {
  const { outcome, tier, serial } = judged;
  if (outcome === "refused" || tier === null || serial === null) return null;
  const direction = outcome === "exited" ? "exit" : "entry";
  return { tier: tier.number, serial: serial - 1, direction, first: { at, gate: knowledge.gate.name } };
}

function aboutTicket({ tier, serial, proofAt }: VerifiedPass, knowledge: Knowledge, reason: Refused | null): typeof NOBODY {
  return {
    tier: { number: tier, name: knowledge.tierName(tier) ?? String(tier) },
    serial: serial + 1,
    medium: proofAt === null ? "paper" : "phone",
    first: reason === "already_redeemed" ? knowledge.first(tier, serial) : null,
  };
}

/**
 * A poster's web address is told from a forged or damaged pass. A pass of a collective whose keys this door has no business to
 * know is for another event by its own words, and it is a refusal whether they are true or not.
 */
function reasonOf(code: string, error: PassError, { door }: Knowledge): Reason {
  if (error.code === "not_a_pass") return "not_a_ticket";
  if (error.code === "unknown_issuer" && readPass(code).claims.eventRef !== door.eventRef) return "wrong_event";
  return "invalid";
}
