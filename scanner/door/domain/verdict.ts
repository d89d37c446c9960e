import { assertNever } from "../../shared/assert.ts";
import type { Problem } from "../../shared/errors.ts";
import type { MessageKey } from "../../shared/i18n/messages.ts";
import type { Delay } from "./delivery.ts";
import type { Tone } from "./flow.ts";
import type { Medium, Outcome, Refusal } from "./outcome.ts";
import type { AnsweredScan } from "./scan.ts";

/** What the door can say about a scan. */
export type Verdict =
  | {
      readonly kind: "answered";
      readonly outcome: Outcome;
      /** This device's own earlier scan of the same ticket, admitted only after the door had said "not decided". */
      readonly ownLate: AnsweredScan | null;
    }
  | { readonly kind: "waiting"; readonly why: Delay }
  | { readonly kind: "unsendable"; readonly problem: Problem }
  /** The device could not even write the scan down. */
  | { readonly kind: "unsaved" };

/** A verdict in the form the screen needs: nothing left to decide but the layout. */
export interface Face {
  readonly tone: Tone;
  /** Machine-readable: the server's reason, or why there is no answer. `null` for an admission. */
  readonly reason: string | null;
  readonly headline: MessageKey;
  readonly sentence: MessageKey | null;
  /** A sentence that came from the server, in the reader's language. */
  readonly serverText: string | null;
  readonly tier: string | null;
  readonly serial: number | null;
  readonly medium: Medium | null;
  /** When and where the ticket was admitted first; times in milliseconds since 1970. */
  readonly first: { readonly at: number; readonly gate: string } | null;
  /** When this device had scanned the ticket without a connection, if that scan is the first admission. */
  readonly ownLateAt: number | null;
}

export function faceOf(verdict: Verdict): Face {
  switch (verdict.kind) {
    case "answered":
      return verdict.outcome.outcome === "admitted"
        ? { ...ticketOf(verdict.outcome), tone: "admitted", reason: null, headline: "verdict.admitted", sentence: null }
        : refused(verdict.outcome, verdict.ownLate);
    case "waiting":
      return { ...NOTHING, tone: "undecided", reason: verdict.why, headline: "verdict.undecided", sentence: `undecided.${verdict.why}` };
    case "unsendable":
      return { ...NOTHING, ...unsendable(verdict.problem) };
    case "unsaved":
      return { ...NOTHING, tone: "undecided", reason: "unsaved", headline: "verdict.unchecked", sentence: "undecided.unsaved" };
    default:
      return assertNever(verdict);
  }
}

/** A code that is no ticket of ours hangs around (a poster, a sticker); it counts again only after leaving the view. */
export function isSticky(verdict: Verdict): boolean {
  return verdict.kind === "answered" && verdict.outcome.outcome === "refused" && verdict.outcome.reason === "not_a_ticket";
}

/** Among this device's late answers, the admission that now makes `outcome` a repeat. */
export function ownLateAdmission(outcome: Outcome, late: readonly AnsweredScan[]): AnsweredScan | null {
  if (outcome.outcome !== "refused" || outcome.reason !== "already_redeemed" || outcome.serial === null) return null;
  const same = (other: Outcome): boolean =>
    other.outcome === "admitted" && other.serial === outcome.serial && other.tier?.number === outcome.tier?.number;
  return late.find((scan) => scan.late && same(scan.outcome)) ?? null;
}

type Ticket = Pick<Face, "tier" | "serial" | "medium" | "first" | "ownLateAt" | "serverText">;

const NOTHING: Ticket = { tier: null, serial: null, medium: null, first: null, ownLateAt: null, serverText: null };

function ticketOf({ tier, serial, medium }: Outcome): Ticket {
  return { ...NOTHING, tier: tier?.name ?? null, serial, medium };
}

function refused(outcome: Refusal, ownLate: AnsweredScan | null): Face {
  const { reason } = outcome;
  return {
    ...ticketOf(outcome),
    tone: "refused",
    reason,
    headline: `reason.${reason}`,
    // When and where says it all; the sentence only stands in for it.
    sentence: ownLate !== null ? "reason.already_redeemed.own_late" : outcome.first === null ? `reason.${reason}.text` : null,
    first: outcome.first,
    ownLateAt: ownLate?.scannedAt ?? null,
  };
}

function unsendable(problem: Problem): Pick<Face, "tone" | "reason" | "headline" | "sentence" | "serverText"> {
  return {
    tone: "undecided",
    reason: problem.code,
    headline: "verdict.unchecked",
    sentence: "undecided.unsendable",
    serverText: problem.detail === "" ? problem.title : problem.detail,
  };
}
