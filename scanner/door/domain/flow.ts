/**
 * Which code is checked when: the state machine between what the camera sees and what the door asks.
 *
 * One code at a time is checked, then shown. A code that was shown is *held*: it counts again only after it has left the
 * view, or after three seconds beside the dismissed verdict. Without that a phone held still would be green and, a blink
 * later, "already redeemed". All times are monotonic milliseconds.
 */
import { assertNever } from "../../shared/assert.ts";
import { looksLikeTicket } from "./scan.ts";

/** `clash`: somebody was let in who should not have been. */
export type Tone = "admitted" | "exited" | "refused" | "undecided" | "clash";

/** How long a verdict stays by itself, and how long at least before another code may replace it. Milliseconds. */
export interface Pace {
  readonly stay: number;
  readonly least: number;
}

export type Phase =
  | { readonly name: "watching" }
  | { readonly name: "checking"; readonly code: string; readonly since: number }
  | { readonly name: "showing"; readonly code: string; readonly tone: Tone; readonly pace: Pace; readonly since: number; readonly sticky: boolean };

interface Hold {
  readonly lastSeen: number;
  /** When the verdict was dismissed. */
  readonly since: number;
  /** Counts again only after leaving the view: posters and other codes that hang around. */
  readonly sticky: boolean;
}

export interface Flow {
  readonly phase: Phase;
  /** When the code of the phase was last in view. */
  readonly lastSeen: number;
  readonly held: ReadonlyMap<string, Hold>;
  /** Typed or hand-scanned while another code was busy: asked next, in this order. */
  readonly next: readonly string[];
}

export type FlowEvent =
  /** The codes of one camera frame, none included. */
  | { readonly type: "frame"; readonly codes: readonly string[]; readonly at: number }
  /** A code that a person entered on purpose. */
  | { readonly type: "entered"; readonly code: string; readonly at: number }
  /** The answer for the code being checked, or a better one for the code being shown. */
  | { readonly type: "decided"; readonly tone: Tone; readonly sticky: boolean; readonly pace?: Pace; readonly at: number }
  | { readonly type: "dismissed"; readonly at: number }
  /** Time has passed; due at `wakeAt`. */
  | { readonly type: "tick"; readonly at: number };

export interface FlowStep {
  readonly flow: Flow;
  /** The code to check now. */
  readonly check: string | null;
}

/** A code is gone after this long without a sight of it; a decoder misses single frames all the time. */
export const LEFT_MS = 1000;
/** Beside a dismissed verdict, a code that stays in view counts again after this long. */
export const AGAIN_MS = 3000;
/** How long a verdict stays by itself, and how long at least before another code may replace it. */
export const STAY_MS: Readonly<Record<Tone, number>> = { admitted: 1500, exited: 1500, refused: 4000, undecided: 8000, clash: 12_000 };
export const LEAST_MS: Readonly<Record<Tone, number>> = { admitted: 700, exited: 700, refused: 1200, undecided: 1200, clash: 3000 };

/** The same for a gate with a queue: what is good needs no reading. Who should not be in stays in sight as ever. */
const RAPID_STAY_MS: Readonly<Record<Tone, number>> = { ...STAY_MS, admitted: 450, exited: 450, refused: 1800, undecided: 4000 };
const RAPID_LEAST_MS: Readonly<Record<Tone, number>> = { ...LEAST_MS, admitted: 250, exited: 250, refused: 700, undecided: 700 };
/** A note for the door has to be read, however long the queue. */
const NOTE: Pace = { stay: 4000, least: 1500 };

export function paceOf(tone: Tone, { rapid, note }: { readonly rapid: boolean; readonly note: boolean }): Pace {
  const stay = (rapid ? RAPID_STAY_MS : STAY_MS)[tone];
  const least = (rapid ? RAPID_LEAST_MS : LEAST_MS)[tone];
  return note ? { stay: Math.max(stay, NOTE.stay), least: Math.max(least, NOTE.least) } : { stay, least };
}

export const initialFlow: Flow = { phase: { name: "watching" }, lastSeen: 0, held: new Map(), next: [] };

export function step(before: Flow, event: FlowEvent): FlowStep {
  const flow = event.type === "dismissed" ? before : expire(before, event.at);
  switch (event.type) {
    case "frame":
      return seen(flow, event.codes, event.at);
    case "entered":
      return entered(flow, event.code, event.at);
    case "decided":
      return { flow: decided(flow, event), check: null };
    case "dismissed":
      return takeNext(dismiss(flow, event.at), event.at);
    case "tick":
      return takeNext(flow, event.at);
    default:
      return assertNever(event);
  }
}

/** When the machine wants its next tick, or `null` when only events move it. */
export function wakeAt({ phase, next }: Flow): number | null {
  if (phase.name !== "showing") return null;
  return phase.since + (next.length > 0 ? phase.pace.least : phase.pace.stay);
}

function expire(flow: Flow, at: number): Flow {
  const { phase } = flow;
  return phase.name === "showing" && at >= phase.since + phase.pace.stay ? dismiss(flow, at) : flow;
}

function dismiss(flow: Flow, at: number): Flow {
  const { phase } = flow;
  if (phase.name !== "showing") return flow;
  const held = new Map(flow.held).set(phase.code, { lastSeen: flow.lastSeen, since: at, sticky: phase.sticky });
  return { ...flow, phase: { name: "watching" }, held };
}

function decided(flow: Flow, event: Extract<FlowEvent, { type: "decided" }>): Flow {
  const { phase } = flow;
  if (phase.name === "watching") return flow;
  const pace = event.pace ?? paceOf(event.tone, { rapid: false, note: false });
  return { ...flow, phase: { name: "showing", code: phase.code, tone: event.tone, pace, since: event.at, sticky: event.sticky } };
}

function seen(before: Flow, codes: readonly string[], at: number): FlowStep {
  const flow = look(before, codes, at);
  if (!mayReplace(flow.phase, at)) return { flow, check: null };
  // A poster behind the guest must not outshout the ticket in front of it.
  const tickets = codes.filter(looksLikeTicket);
  const candidates = tickets.length > 0 ? tickets : codes;
  const current = flow.phase.name === "showing" ? flow.phase.code : null;
  const fresh = candidates.find((code) => code !== current && !flow.held.has(code));
  return fresh === undefined ? takeNext(flow, at) : check(flow, fresh, at);
}

/** Notes what is in view and lets go of what has left it or waited long enough. */
function look(flow: Flow, codes: readonly string[], at: number): Flow {
  const held = new Map<string, Hold>();
  for (const [code, hold] of flow.held) {
    const left = at - hold.lastSeen >= LEFT_MS;
    const waited = !hold.sticky && at >= hold.since + AGAIN_MS;
    if (!left && !waited) held.set(code, codes.includes(code) ? { ...hold, lastSeen: at } : hold);
  }
  const inView = flow.phase.name !== "watching" && codes.includes(flow.phase.code);
  return { ...flow, held, lastSeen: inView ? at : flow.lastSeen };
}

function entered(flow: Flow, code: string, at: number): FlowStep {
  const { phase, next } = flow;
  // A hand scanner's trigger fires twice easily. Its second shot must not turn a fresh green into "already redeemed".
  const asked = phase.name === "checking" || (phase.name === "showing" && phase.tone !== "undecided");
  if ((asked && phase.code === code) || next.includes(code)) return { flow, check: null };
  if (next.length === 0 && mayReplace(phase, at)) return check(flow, code, at);
  return { flow: { ...flow, next: [...next, code] }, check: null };
}

function takeNext(flow: Flow, at: number): FlowStep {
  const [code, ...next] = flow.next;
  if (code === undefined || !mayReplace(flow.phase, at)) return { flow, check: null };
  return check({ ...flow, next }, code, at);
}

function mayReplace(phase: Phase, at: number): boolean {
  if (phase.name === "checking") return false;
  return phase.name === "watching" || at >= phase.since + phase.pace.least;
}

function check(before: Flow, code: string, at: number): FlowStep {
  const flow = dismiss(before, at);
  return { flow: { ...flow, phase: { name: "checking", code, since: at }, lastSeen: at }, check: code };
}
