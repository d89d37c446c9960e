import { beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../shared/clock.ts";
import { openPinLock } from "../door/pin-lock.ts";
import type { PinLock } from "../door/pin-lock.ts";
import type { Database } from "../door/store/schema.ts";
import { createValues } from "../door/store/values.ts";
import { freshStorage, reload } from "./store/storage.ts";
import { EVENING } from "./world.ts";

let database: Database;
let now: number;
const clock: Clock = { wall: () => now, monotonic: () => now };

/** The lock as the app opens it at a start; few rounds, because only their number is slow. */
function open(): Promise<PinLock> {
  return openPinLock(createValues(database), clock, 10);
}

async function locked(): Promise<PinLock> {
  const lock = await open();
  await lock.set("4711");
  return lock;
}

beforeEach(async () => {
  now = EVENING;
  database = await freshStorage();
});

describe("a lock", () => {
  test("wrongPin_opensNothing", async () => {
    const lock = await locked();
    for (const wrong of ["4712", ""]) expect(await lock.open(wrong)).toEqual({ kind: "wrong" });
  });

  test("thirdWrongPin_makesEvenTheRightOneWait", async () => {
    const lock = await locked();
    for (const wrong of ["1111", "2222"]) await lock.open(wrong);
    expect(await lock.open("3333")).toEqual({ kind: "wait", ms: 15_000 });
    expect(await lock.open("4711")).toEqual({ kind: "wait", ms: 15_000 });
    now += 15_000;
    expect(await lock.open("4711")).toEqual({ kind: "right" });
  });

  test("wrongTries_areStillCountedAfterAReload", async () => {
    const lock = await locked();
    for (const wrong of ["1111", "2222", "3333"]) await lock.open(wrong);
    database = await reload(database);
    expect(await (await open()).open("4711")).toMatchObject({ kind: "wait" });
  });

  test("rightPin_opens_andForgivesTheWrongOnes", async () => {
    const lock = await locked();
    for (const wrong of ["1111", "2222"]) await lock.open(wrong);
    expect(await lock.open("4711")).toEqual({ kind: "right" });
    expect(await lock.open("1111")).toEqual({ kind: "wrong" });
  });

  test("storage_holdsNoPin_andNeverTheSameHash", async () => {
    const lock = await locked();
    const first = await createValues(database).pin();
    await lock.set("4711");
    const second = await createValues(database).pin();
    expect(first?.hash).not.toEqual(second?.hash);
    expect(JSON.stringify([first, second])).not.toContain("4711");
  });

  test("removed_opensToEverybody_afterAReloadToo", async () => {
    await (await locked()).remove();
    database = await reload(database);
    const lock = await open();
    expect(lock.isSet()).toBe(false);
    expect(await lock.open("")).toEqual({ kind: "right" });
  });

  test("whatIsNoPin_isNotSet", async () => {
    const lock = await open();
    await expect(lock.set("123")).rejects.toThrow("no PIN");
    expect(lock.isSet()).toBe(false);
  });
});
