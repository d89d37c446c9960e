import { describe, expect, test } from "vitest";
import { hear, tell } from "../../door/domain/time.ts";
import type { Sync } from "../../door/domain/time.ts";
import { EVENING } from "../world.ts";

/** A device whose wall clock is an hour slow and whose monotonic clock began 5 s ago. */
const WALL = EVENING - 3_600_000;
const sync: Sync = { server: EVENING, wall: WALL, monotonic: 5000 };
const at = (wallMs: number, monotonicMs: number): { wall: () => number; monotonic: () => number } => ({
  wall: () => WALL + wallMs,
  monotonic: () => 5000 + monotonicMs,
});

describe("tell", () => {
  test("wrongWallClock_doesNotMatter", () => {
    expect(tell(sync, at(60_000, 60_000))).toEqual({ at: EVENING + 60_000, syncedAt: EVENING, clock: "monotonic" });
  });

  test("wallClockSetBack_doesNotMatter", () => {
    expect(tell(sync, at(-7_200_000, 60_000))).toMatchObject({ at: EVENING + 60_000, clock: "monotonic" });
  });

  test("reload_countsOnByTheWallClock_andSaysSo", () => {
    expect(tell({ ...sync, monotonic: null }, at(60_000, -4000))).toEqual({ at: EVENING + 60_000, syncedAt: EVENING, clock: "wall" });
  });

  test("sleep_thatStoppedTheMonotonicClock_isCountedByTheWallClock_andSaysSo", () => {
    expect(tell(sync, at(600_000, 1000))).toEqual({ at: EVENING + 600_000, syncedAt: EVENING, clock: "wall" });
  });
});

describe("hear", () => {
  const later = at(10_000, 10_000);

  test("firstTime_isTaken", () => {
    expect(hear(null, EVENING, null, at(0, 0))).toEqual(sync);
  });

  test("answerToARequest_isTakenFromTheMiddleOfItsWay", () => {
    expect(hear(sync, EVENING + 9000, 400, later).server).toBe(EVENING + 9200);
  });

  test("lineThatWaitedInABuffer_doesNotSetTheClockBack", () => {
    expect(tell(hear(sync, EVENING + 2000, null, later), later).at).toBe(EVENING + 10_000);
  });

  test("lineThatIsAhead_movesTheClockOn", () => {
    expect(tell(hear(sync, EVENING + 10_300, null, later), later).at).toBe(EVENING + 10_300);
  });

  test("lineAfterAReload_replacesTheWallClock", () => {
    const heard = hear({ ...sync, monotonic: null }, EVENING + 2000, null, later);
    expect(tell(heard, later)).toEqual({ at: EVENING + 2000, syncedAt: EVENING + 2000, clock: "monotonic" });
  });
});
