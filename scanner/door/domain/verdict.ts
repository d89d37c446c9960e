import type { MessageKey } from "../../shared/i18n/messages.ts";
import type { Tone } from "./flow.ts";
import type { Judgement, Medium, Outcome } from "./outcome.ts";
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
  readonly medium: Medium | null;
  /** When and where the ticket was admitted first; times in milliseconds since 1970. */
  readonly first: First | null;
  readonly note: string | null;
  readonly name: string | null;
  readonly by: "device" | "server";
}

export function faceOf(verdict: Verdict): Face {
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
  return { ...about, ...words(verdict.judged) };
}

/** A code that is no ticket of ours hangs around (a poster, a sticker); it counts again only after leaving the view. */
export function isSticky(verdict: Verdict): boolean {
  return verdict.kind === "decided" && verdict.judged.reason === "not_a_ticket";
}

type About = Omit<Face, "tone" | "reason" | "headline" | "sentence">;

const NOTHING: About = { tier: null, serial: null, medium: null, first: null, note: null, name: null, by: "device" };

function aboutTicket({ tier, serial, medium, first }: Judgement): About {
  return { ...NOTHING, tier: tier?.name ?? null, serial, medium, first };
}

function aboutServer(outcome: Outcome): About {
  return { ...aboutTicket(outcome), note: outcome.note, name: outcome.name, by: "server" };
}

function words({ outcome, reason, first }: Judgement): Pick<Face, "tone" | "reason" | "headline" | "sentence"> {
  if (outcome !== "refused") return { tone: outcome, reason: null, headline: `verdict.${outcome}`, sentence: null };
  const why = reason ?? "other";
  // When and where says it all; the sentence only stands in for it.
  return { tone: "refused", reason: why, headline: `reason.${why}`, sentence: first === null ? `reason.${why}.text` : null };
}
