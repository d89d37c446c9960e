import type { ScanId } from "../../shared/ids.ts";
import type { Outcome } from "./outcome.ts";

export type Source = "camera" | "keyboard" | "wedge";

/** A fact: this code was shown to this device at this time. Never changed once written. */
export interface Scan {
  readonly id: ScanId;
  readonly code: string;
  /** The device's own clock, milliseconds since 1970. */
  readonly scannedAt: number;
  readonly source: Source;
  /** The event the device was paired with: another pairing must not answer for this scan. */
  readonly eventRef: string;
}

/** A scan that no resending can bring to an answer, and why; kept until a person ticks it off. */
export interface FailedScan {
  readonly scan: Scan;
  readonly why: { readonly kind: "refused"; readonly code: string; readonly title: string } | { readonly kind: "other_event" };
}

/** A scan's answer as the device remembers it: without the code, which is nobody's business afterwards. */
export interface AnsweredScan {
  readonly id: ScanId;
  readonly scannedAt: number;
  readonly outcome: Outcome;
  /** The answer came after the door had said "not decided". */
  readonly late: boolean;
  /** A person has seen it. */
  readonly seen: boolean;
}

/** What is left of a typed or read code: no blanks around it. `null` when nothing is. */
export function cleanCode(text: string): string | null {
  const code = text.trim();
  return code === "" ? null : code;
}

/** How every ticket's code begins (DESIGN: COSE behind `EL1:`). */
export function looksLikeTicket(code: string): boolean {
  return code.startsWith("EL1:");
}
