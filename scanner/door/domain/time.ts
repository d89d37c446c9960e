/** The server's time on a device whose own clock is not trusted: what the server said last, and what has passed since. */
import type { Clock } from "../../shared/clock.ts";

/** What the server's clock said, and the device's two clocks at that moment. Milliseconds. */
export interface Sync {
  readonly server: number;
  readonly wall: number;
  /** `null` once the page was loaded again: its monotonic clock has begun anew. */
  readonly monotonic: number | null;
}

/** A moment in the server's time, milliseconds since 1970, and how it was told. */
export interface Moment {
  readonly at: number;
  readonly syncedAt: number;
  /** `wall`: counted on by the device's settable clock, after a reload or a sleep without a network. */
  readonly clock: "monotonic" | "wall";
}

/** Phones stop the monotonic clock while they sleep; a wall clock that ran on by more than this tells so. */
const SLEPT_MS = 2000;

export function tell(sync: Sync, clock: Clock): Moment {
  const byWall = clock.wall() - sync.wall;
  const byMonotonic = sync.monotonic === null ? null : clock.monotonic() - sync.monotonic;
  return byMonotonic === null || byWall - byMonotonic > SLEPT_MS
    ? { at: sync.server + byWall, syncedAt: sync.server, clock: "wall" }
    : { at: sync.server + byMonotonic, syncedAt: sync.server, clock: "monotonic" };
}

/**
 * The better of what is known and what was just heard. A time out of a stream may have waited in a buffer, so it only ever
 * moves the clock on; the answer to a request of known duration also sets it back.
 *
 * @param tookMs how long the request took; `null` for a line of a stream
 */
export function hear(known: Sync | null, server: number, tookMs: number | null, clock: Clock): Sync {
  const heard = { server: server + (tookMs ?? 0) / 2, wall: clock.wall(), monotonic: clock.monotonic() };
  const before = known?.monotonic ?? null;
  if (known === null || before === null || tookMs !== null) return heard;
  // Of two times counted by the same monotonic clock the later one was held up less.
  return { ...heard, server: Math.max(server, known.server + heard.monotonic - before) };
}
