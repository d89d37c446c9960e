import type { Clock } from "../../shared/clock.ts";

/** How long a proof is shown; the door takes it for 30 s. */
export const PROOF_SECONDS = 10;

/** The server's time at some moment, and this phone's clocks at the same; milliseconds. */
export interface Anchor {
  readonly server: number;
  readonly wall: number;
  readonly monotonic: number;
}

/** What is kept of an anchor beyond the page: by how much the phone's clock was behind the server's. */
export interface Contact {
  readonly ahead: number;
}

/** A jump of the wall clock up to this counts as the usual small corrections of a phone's clock. */
const CORRECTION_MS = 2000;

/** An anchor from an answer that said `server`, asked for when the clocks stood at `before`. */
export function anchorOf(server: number, before: { readonly wall: number; readonly monotonic: number }, clock: Clock): Anchor {
  const travelled = clock.monotonic() - before.monotonic;
  return { server: server + travelled / 2, wall: clock.wall(), monotonic: clock.monotonic() };
}

export function contactOf(anchor: Anchor): Contact {
  return { ahead: anchor.server - anchor.wall };
}

/** An anchor for a page that has no network: the phone's clock, put right as at the last contact. */
export function anchorFrom(contact: Contact | null, clock: Clock): Anchor {
  const wall = clock.wall();
  return { server: wall + (contact?.ahead ?? 0), wall, monotonic: clock.monotonic() };
}

/**
 * The server's time now. The monotonic clock counts, so that setting the phone's clock changes nothing; but it stands still
 * while some phones sleep, and then the wall clock is ahead of it.
 */
export function serverNow(anchor: Anchor, clock: Clock): number {
  const counted = clock.monotonic() - anchor.monotonic;
  const told = clock.wall() - anchor.wall;
  return anchor.server + (told > counted + CORRECTION_MS ? told : counted);
}

/** The proof for a moment: the second it speaks of, and how long it is shown from then on. */
export interface Window {
  readonly at: number;
  readonly leftMs: number;
}

export function windowOf(now: number): Window {
  const length = PROOF_SECONDS * 1000;
  const begin = Math.floor(now / length) * length;
  return { at: begin / 1000, leftMs: begin + length - now };
}
