/** What this device says of a code by itself, from what it knows. */
import type { PassError } from "../../shared/pass/errors.ts";
import { readPass } from "../../shared/pass/read.ts";
import type { PassResult } from "../../shared/pass/read.ts";
import { decide } from "./decide.ts";
import type { Direction, Refused, SeenPass } from "./decide.ts";
import type { Knowledge } from "./door-state.ts";
import type { Judgement, Medium, Reason } from "./outcome.ts";
import type { TicketRef } from "./scan.ts";
import type { Passage } from "./snapshot.ts";

const NOBODY: Pick<Judgement, "tier" | "serial" | "medium" | "first"> = { tier: null, serial: null, medium: null, first: null };

/** @param now the server's time, milliseconds since 1970 */
export function judge(code: string, read: PassResult, knowledge: Knowledge, now: number, direction: Direction): Judgement {
  if (!read.ok) return { ...NOBODY, outcome: "refused", reason: reasonOf(code, read.error, knowledge) };
  const { eventRef, tier, serial, epoch, expiresAt, proofAt } = read.value;
  const seen = { eventRef, tier, serial, epoch, expiresAt: expiresAt * 1000, proofAt: proofAt === null ? null : proofAt * 1000 };
  return judgeSeen(seen, proofAt === null ? "paper" : "phone", knowledge, now, direction);
}

/** A ticket that a supervisor names instead of showing its code: the pass it would have, shown this moment. */
export function judgeNamed({ tier, serial }: TicketRef, knowledge: Knowledge, now: number): Judgement {
  const epoch = knowledge.ticket(tier, serial)?.epoch ?? 0;
  const seen = { eventRef: knowledge.door.eventRef, tier, serial, epoch, expiresAt: Number.POSITIVE_INFINITY, proofAt: now };
  return judgeSeen(seen, null, knowledge, now, "entry");
}

function judgeSeen(seen: SeenPass, medium: Medium | null, knowledge: Knowledge, now: number, direction: Direction): Judgement {
  const ticket = knowledge.ticket(seen.tier, seen.serial);
  const reason = decide(seen, ticket, knowledge.door, now, direction);
  const isOurs = seen.eventRef === knowledge.door.eventRef && ticket !== null;
  const known = isOurs ? { ...aboutTicket(seen, knowledge, reason, direction), medium } : NOBODY;
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

function aboutTicket({ tier, serial }: SeenPass, knowledge: Knowledge, reason: Refused | null, direction: Direction): Omit<typeof NOBODY, "medium"> {
  const isRepeat = reason === "already_redeemed" || (reason === null && direction === "entry");
  return {
    tier: { number: tier, name: knowledge.tierName(tier) ?? String(tier) },
    serial: serial + 1,
    first: isRepeat ? knowledge.first(tier, serial) : null,
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
