/** What came out only after somebody had been told something else, and a person at the door has to hear. */
import type { ClashingScan, EntryChange } from "./snapshot.ts";
import { keyOf } from "./door-state.ts";
import type { Outcome, Reason } from "./outcome.ts";
import { letsThrough } from "./scan.ts";
import type { AnsweredScan, Scan } from "./scan.ts";

export interface Notice {
  /** One ticket that clashes is one notice, whoever tells of it; everything else is one a scan. */
  readonly id: string;
  readonly kind: "clash" | "let_in" | "sent_away";
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tier: string | null;
  /** From 1, as people say it. */
  readonly serial: number | null;
  /** The server's reason, where it has one. */
  readonly reason: Reason | null;
  /** Who was let in with the ticket besides the first, as far as known. */
  readonly scans: readonly ClashingScan[];
  readonly first: { readonly at: number; readonly gate: string } | null;
  /** A person has seen it. */
  readonly seen: boolean;
}

/** What the server's answer brings up about a scan whose verdict was given without it; `null` when they agree. */
export function noticeOfAnswer(scan: Scan, outcome: Outcome): Notice | null {
  const { shown } = scan;
  if (shown === null) return null;
  const about = { at: scan.scannedAt, tier: outcome.tier?.name ?? null, serial: outcome.serial, reason: outcome.reason, first: outcome.first, seen: false };
  if (letsThrough(shown) && (outcome.clash || outcome.reason === "already_redeemed")) {
    const own = { id: scan.id, at: scan.scannedAt, gate: outcome.gate };
    return { ...about, id: clashId(outcome.tier?.number ?? 0, outcome.serial ?? 0), kind: "clash", scans: [own] };
  }
  if (letsThrough(shown) === letsThrough(outcome)) return null;
  return { ...about, id: scan.id, kind: letsThrough(shown) ? "let_in" : "sent_away", scans: [] };
}

/** What a change brings up for this device, if it let that ticket in itself; told so or about to hear. */
export function noticeOfClash(
  change: EntryChange,
  tier: string | null,
  answered: readonly AnsweredScan[],
  waiting: readonly Scan[],
): Notice | null {
  const { clash, first } = change;
  if (clash === null) return null;
  const number = change.serial + 1;
  const isIn = (id: string): boolean => clash.some((scan) => scan.id === id);
  const mine =
    waiting.find(({ id, passage }) => isIn(id) || (passage?.tier === change.tier && passage.serial === change.serial)) ??
    answered.find(
      ({ id, outcome, shown }) =>
        isIn(id) || (outcome.tier?.number === change.tier && outcome.serial === number && letsThrough(shown ?? outcome)),
    );
  if (mine === undefined) return null;
  return {
    id: clashId(change.tier, number),
    kind: "clash",
    at: mine.scannedAt,
    tier,
    serial: number,
    reason: "already_redeemed",
    scans: clash,
    first,
    seen: false,
  };
}

/** Told again by another way, it is no news; with one more entry it is. */
export function isNews(notice: Notice, known: Notice | undefined): boolean {
  return known === undefined || notice.scans.length > known.scans.length;
}

function clashId(tier: number, serial: number): string {
  return `clash:${keyOf(tier, serial)}`;
}
