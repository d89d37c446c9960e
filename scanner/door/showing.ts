/** What the screen shows of a scan, for how long, and what it showed before. */
import type { Checked } from "./checker.ts";
import { paceOf } from "./domain/flow.ts";
import type { Tone } from "./domain/flow.ts";
import type { Outcome } from "./domain/outcome.ts";
import { remember } from "./domain/recent.ts";
import type { Recent } from "./domain/recent.ts";
import { letsThrough } from "./domain/scan.ts";
import type { TicketRef } from "./domain/scan.ts";
import { faceOf, isSticky } from "./domain/verdict.ts";
import type { Face, Verdict } from "./domain/verdict.ts";
import type { Memory } from "./memory.ts";
import type { Pacer } from "./pacer.ts";
import type { DoorState } from "./state.ts";

/** A checked code, and what the flow calls it. */
interface Shown extends Checked {
  readonly code: string;
  readonly name: string;
}

export interface ShowingOptions {
  readonly pacer: Pacer;
  readonly memory: Memory;
  readonly recent: () => readonly Recent[];
  readonly patch: (change: Partial<DoorState>) => void;
  readonly onVerdict: (tone: Tone) => void;
}

export interface Showing {
  put(shown: Shown): void;
  clear(): void;
  /** The server agrees with what is shown and knows more: the note for the door. */
  complete(id: string, outcome: Outcome): void;
  /** Turns the verdict on this scan into a clash; false when it is not shown any more. */
  clash(id: string, outcome: Outcome): boolean;
  /** What is shown without having been decided. */
  undecided(): Shown | null;
  /** The name of the last scan, if it was of this ticket. */
  nameOf(ticket: TicketRef): string | null;
  setRapid(on: boolean): void;
}

export function createShowing({ pacer, memory, recent, patch, onVerdict }: ShowingOptions): Showing {
  let shown: Shown | null = null;
  let last: Shown | null = null;
  let rapid = false;

  const faced = (verdict: Verdict): Face => faceOf(verdict, memory.knowledge?.door.reentry);
  const isOn = (id: string): boolean => shown?.scan?.id === id && pacer.isShowing();

  function recentWith(face: Face): readonly Recent[] {
    const scan = shown?.scan ?? null;
    return scan === null ? recent() : remember(recent(), { id: scan.id, at: scan.scannedAt, face });
  }

  function show(verdict: Verdict): void {
    const face = faced(verdict);
    if (verdict.kind === "decided" && letsThrough(verdict.judged)) pacer.passed();
    pacer.decided(face.tone, isSticky(verdict), paceOf(face.tone, { rapid, note: face.note !== null }));
    patch({ checking: false, face, recent: recentWith(face), counts: memory.knowledge?.counts() ?? null });
    onVerdict(face.tone);
  }

  return {
    put: (checked) => {
      shown = checked;
      last = checked;
      show(checked.verdict);
    },
    clear: () => {
      shown = null;
    },
    complete: (id, outcome) => {
      if (!isOn(id)) return;
      const face = faced({ kind: "decided", by: "server", judged: outcome });
      // A note has come along: from now on it takes its time to be read.
      if (face.note !== null) pacer.decided(face.tone, false, paceOf(face.tone, { rapid, note: true }));
      patch({ face, recent: recentWith(face) });
    },
    clash: (id, outcome) => {
      if (!isOn(id)) return false;
      show({ kind: "clash", judged: outcome });
      return true;
    },
    undecided: () => (shown?.scan === null && pacer.isShowing() ? shown : null),
    nameOf: ({ tier, serial }) => {
      const ticket = last === null ? null : faced(last.verdict).ticket;
      return last !== null && ticket !== null && ticket.tier === tier && ticket.serial === serial ? last.name : null;
    },
    setRapid: (on) => {
      rapid = on;
    },
  };
}
