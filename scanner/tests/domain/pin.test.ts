import { describe, expect, test } from "vitest";
import { afterWrong, isPin, waitMs } from "../../door/domain/pin.ts";
import type { KeptPin } from "../../door/domain/pin.ts";
import { EVENING } from "../world.ts";

const KEPT: KeptPin = { salt: new Uint8Array(16), hash: new Uint8Array(32), rounds: 1, failures: 0, blockedUntil: 0 };

/** The wait after so many wrong tries in a row, in seconds. */
function waitAfter(tries: number): number {
  let kept = KEPT;
  for (let index = 0; index < tries; index += 1) kept = afterWrong(kept, EVENING);
  return waitMs(kept, EVENING) / 1000;
}

describe("isPin", () => {
  test.each(["", "123", "123456789", "12a4", "12 34", "١٢٣٤", "1234\n"])("%j_isNone", (text) => {
    expect(isPin(text)).toBe(false);
  });

  test.each(["0000", "12345678"])("%j_isOne", (text) => {
    expect(isPin(text)).toBe(true);
  });
});

describe("waiting", () => {
  test.each([
    [0, 0],
    [2, 0],
    [3, 15],
    [4, 30],
    [8, 480],
    [9, 900],
    [50, 900],
  ])("after_%i_wrong_isSeconds_%i", (tries, seconds) => {
    expect(waitAfter(tries)).toBe(seconds);
  });

  test("passes_andAClockSetBack_locksNobodyOutForLongerThanTheLongestWait", () => {
    const kept = { ...KEPT, blockedUntil: EVENING + 15_000 };
    expect(waitMs(kept, EVENING + 15_000)).toBe(0);
    expect(waitMs(kept, EVENING - 365 * 24 * 3_600_000)).toBe(15 * 60_000);
  });
});
