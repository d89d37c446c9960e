/** The latest verdicts, for whoever scans faster than they read. */
import type { Face } from "./verdict.ts";

export interface Recent {
  /** The scan's id. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly face: Face;
}

const KEPT = 5;

/** Newest first; a better verdict on the same scan takes the place of the first one. */
export function remember(recent: readonly Recent[], verdict: Recent): readonly Recent[] {
  if (recent.some(({ id }) => id === verdict.id)) return recent.map((each) => (each.id === verdict.id ? { ...verdict, at: each.at } : each));
  return [verdict, ...recent].slice(0, KEPT);
}
