import type { ScanId } from "../../shared/ids.ts";
import type { Direction } from "./decide.ts";
import type { Judgement, Outcome, Reason } from "./outcome.ts";
import type { Passage } from "./snapshot.ts";

export type Source = "camera" | "keyboard" | "wedge";

/** What the person at the door was told before the server had answered. */
export interface Shown {
  readonly outcome: Judgement["outcome"];
  readonly reason: Reason | null;
}

/** A ticket by its number; `serial` counts from 0. */
export interface TicketRef {
  readonly tier: number;
  readonly serial: number;
}

/** A fact: this code was shown to this device at this time. Written once; `shown` may be added, once. */
export interface Scan {
  readonly id: ScanId;
  /** Empty where a supervisor has named the ticket instead. */
  readonly code: string;
  readonly ticket?: TicketRef;
  /** Why a supervisor lets somebody in all the same. */
  readonly override?: string;
  readonly direction: Direction;
  /** The server's time as the device counts it on, milliseconds since 1970. */
  readonly scannedAt: number;
  /** The server's time at the last sync; `null` in scans of earlier versions, which had only the device's own clock. */
  readonly syncedAt: number | null;
  readonly clock: "monotonic" | "wall";
  readonly source: Source;
  /** The event and the list the device was paired with: another pairing must not answer for this scan. */
  readonly eventRef: string;
  readonly listId: number | null;
  readonly shown: Shown | null;
  /** Who went through, if `shown` let somebody. */
  readonly passage: Passage | null;
}

/** A scan that no resending can bring to an answer, and why; kept until a person ticks it off. */
export interface FailedScan {
  readonly scan: Scan;
  readonly why: { readonly code: string; readonly title: string };
}

/** A scan's answer as the device remembers it: without the code and the name, which are nobody's business afterwards. */
export interface AnsweredScan {
  readonly id: ScanId;
  readonly scannedAt: number;
  readonly direction: Direction;
  readonly outcome: Outcome;
  readonly shown: Shown | null;
  /** A supervisor has said here that it does not count. */
  readonly undone?: boolean;
}

/** The longest text the server takes. What is longer is no ticket anyway. */
const LONGEST = 4096;

/** What is left of a typed or read code: no blanks around it. `null` when nothing is. */
export function cleanCode(text: string): string | null {
  const code = text.trim().slice(0, LONGEST);
  return code === "" ? null : code;
}

/** How every ticket's code begins (docs/pass.md). */
export function looksLikeTicket(code: string): boolean {
  return code.startsWith("EL1:");
}

/** Whether somebody went through: what they were told, else what the server says. */
export function letsThrough({ outcome }: Pick<Judgement, "outcome">): boolean {
  return outcome !== "refused";
}

/** Whether a pairing for this event and list can bring this scan to its answer. */
export function belongsTo(scan: Scan, eventRef: string, listId: number): boolean {
  return scan.eventRef === eventRef && (scan.listId === null || scan.listId === listId);
}
