import type { MessageKey } from "../../shared/i18n/messages.ts";
import type { Reentry } from "./decide.ts";
import type { Tone } from "./flow.ts";
import type { Judgement, Medium, Outcome } from "./outcome.ts";
import { isOverridable } from "./override.ts";
import type { TicketRef } from "./scan.ts";
import type { First } from "./snapshot.ts";

/** What the door can say about a scan. */
export type Verdict =
  /** `by`: who decided it. A device knows neither note nor name. */
  | { readonly kind: "decided"; readonly by: "device"; readonly judged: Judgement }
  | { readonly kind: "decided"; readonly by: "server"; readonly judged: Outcome }
  /** This device let somebody in, and the server says it should not have. */
  | { readonly kind: "clash"; readonly judged: Outcome }
  /** The device has not got the state of its event yet: nothing was decided and nothing kept. */
  | { readonly kind: "not_ready"; readonly online: boolean };

/** A verdict in the form the screen needs: nothing left to decide but the layout. */
export interface Face {
  readonly tone: Tone;
  /** Machine-readable: why somebody is refused, or why there is no answer. `null` when they may go through. */
  readonly reason: string | null;
  readonly headline: MessageKey;
  readonly sentence: MessageKey | null;
  readonly tier: string | null;
  readonly serial: number | null;
  /** The same for a machine. */
  readonly ticket: TicketRef | null;
  /** A supervisor may let this ticket in all the same. */
  readonly overridable: boolean;
  readonly medium: Medium | null;
  /** When and where the ticket was admitted first; times in milliseconds since 1970. */
  readonly first: First | null;
  readonly note: string | null;
  readonly name: string | null;
  readonly by: "device" | "server";
}

/** @param reentry the list's rule, which a repeat is told by */
export function faceOf(verdict: Verdict, reentry: Reentry = "never"): Face {
  if (verdict.kind === "not_ready") {
    const sentence = verdict.online ? "undecided.loading" : "undecided.not_ready";
    return { ...NOTHING, tone: "undecided", reason: "not_ready", headline: "verdict.undecided", sentence };
  }
  if (verdict.kind === "clash") {
    const { judged } = verdict;
    const twice = judged.clash || judged.reason === "already_redeemed";
    const said = twice
      ? ({ headline: "verdict.clash", sentence: "verdict.clash.text" } as const)
      : ({ headline: "verdict.let_in", sentence: `reason.${judged.reason ?? "other"}.text` } as const);
    return { ...aboutServer(judged), tone: "clash", reason: judged.reason, ...said };
  }
  const about = verdict.by === "server" ? aboutServer(verdict.judged) : aboutTicket(verdict.judged);
  return { ...about, ...words(verdict.judged, reentry) };
}

/** A code that is no ticket of ours hangs around (a poster, a sticker); it counts again only after leaving the view. */
export function isSticky(verdict: Verdict): boolean {
  return verdict.kind === "decided" && verdict.judged.reason === "not_a_ticket";
}

type About = Omit<Face, "tone" | "reason" | "headline" | "sentence">;

const NOTHING: About = { tier: null, serial: null, ticket: null, overridable: false, medium: null, first: null, note: null, name: null, by: "device" };

function aboutTicket({ outcome, reason, tier, serial, medium, first }: Judgement): About {
  const ticket = tier === null || serial === null ? null : { tier: tier.number, serial: serial - 1 };
  // On the way out nobody cares when somebody came.
  const came = outcome === "exited" ? null : first;
  return { ...NOTHING, tier: tier?.name ?? null, serial, ticket, overridable: ticket !== null && isOverridable(reason), medium, first: came };
}

function aboutServer(outcome: Outcome): About {
  return { ...aboutTicket(outcome), note: outcome.note, name: outcome.name, by: "server" };
}

function words({ outcome, reason, first }: Judgement, reentry: Reentry): Pick<Face, "tone" | "reason" | "headline" | "sentence"> {
  if (outcome === "admitted" && first !== null) return { tone: outcome, reason: null, headline: "verdict.again", sentence: null };
  if (outcome !== "refused") return { tone: outcome, reason: null, headline: `verdict.${outcome}`, sentence: null };
  const why = reason ?? "other";
  if (why === "already_redeemed" && reentry === "after_exit") return { tone: "refused", reason: why, headline: `reason.${why}`, sentence: "reason.already_redeemed.after_exit" };
  // When and where says it all; the sentence only stands in for it.
  return { tone: "refused", reason: why, headline: `reason.${why}`, sentence: first === null ? `reason.${why}.text` : null };
}
