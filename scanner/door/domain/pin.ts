/** The PIN before a device's settings: what one looks like, and how long to wait after wrong ones. */
export interface KeptPin {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly rounds: number;
  /** Wrong tries since the last right one. */
  readonly failures: number;
  /** When the next try is allowed, by the device's wall clock, milliseconds since 1970. */
  readonly blockedUntil: number;
}

export function isPin(text: string): boolean {
  return /^[0-9]{4,8}$/u.test(text);
}

/** Fat fingers are forgiven; then trying gets slow: the third wrong PIN costs 15 s, each further one twice as much, at most 15 min. */
const FREE_TRIES = 2;
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 15 * 60_000;

/** Milliseconds until the next try. A clock that was set back must not lock the team out for longer than the longest wait. */
export function waitMs({ blockedUntil }: KeptPin, now: number): number {
  return Math.min(Math.max(0, blockedUntil - now), LONGEST_WAIT_MS);
}

export function afterWrong(kept: KeptPin, now: number): KeptPin {
  const failures = kept.failures + 1;
  const wait = failures <= FREE_TRIES ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FREE_TRIES - 1));
  return { ...kept, failures, blockedUntil: now + wait };
}
