import { beforeEach, describe, expect, test } from "vitest";
import { ANSWERED_KEPT, createQueue } from "../../door/store/queue.ts";
import type { Queue } from "../../door/store/queue.ts";
import type { Database } from "../../door/store/schema.ts";
import { createValues } from "../../door/store/values.ts";
import { EVENING, admission, pairing, scan, scanId } from "../world.ts";
import { freshStorage, reload } from "./storage.ts";

let database: Database;
let queue: Queue;

beforeEach(async () => {
  database = await freshStorage();
  queue = createQueue(database);
});

describe("waiting scans", () => {
  test("sameIdTwice_isRefused_soThatNoFactIsOverwritten", async () => {
    await queue.append(scan());
    await expect(queue.append(scan({ code: "EL1:OTHER" }))).rejects.toThrow();
    expect(await queue.waiting()).toEqual([scan()]);
  });

  test("closedStorage_rejects", async () => {
    database.close();
    await expect(queue.append(scan())).rejects.toThrow();
  });

  test("order_isOldestFirst_andSurvivesAReload", async () => {
    const scans = [scan({ id: scanId(1), scannedAt: EVENING + 2 }), scan({ id: scanId(2), scannedAt: EVENING + 1 })];
    for (const each of scans) await queue.append(each);
    const reopened = createQueue(await reload(database));
    expect(await reopened.waiting()).toEqual(scans.toReversed());
  });
});

describe("leaving the queue", () => {
  test("answered_isNoLongerWaiting_andItsCodeIsGone", async () => {
    await queue.append(scan());
    await queue.answer(scan(), admission(), false);
    const state = await queue.state();
    expect(state.waiting).toEqual([]);
    expect(state.answered).toEqual([{ id: scanId(1), scannedAt: EVENING, outcome: admission(), late: false, seen: true }]);
    expect(JSON.stringify(state)).not.toContain("EL1:A");
  });

  test("failed_isKeptUntilForgotten", async () => {
    await queue.append(scan());
    await queue.fail(scan(), { kind: "refused", code: "validation_failed", title: "Titel" });
    const { waiting, failed } = await queue.state();
    expect(waiting).toEqual([]);
    expect(failed).toEqual([{ scan: scan(), why: { kind: "refused", code: "validation_failed", title: "Titel" } }]);
    await queue.forgetFailed(scanId(1));
    expect((await queue.state()).failed).toEqual([]);
  });

  test("scansOfAnotherEvent_areSetAside", async () => {
    await queue.append(scan({ id: scanId(1), eventRef: "old" }));
    await queue.append(scan({ id: scanId(2) }));
    await queue.setAsideOtherEvents("ev1");
    const { waiting, failed } = await queue.state();
    expect(waiting.map((each) => each.id)).toEqual([scanId(2)]);
    expect(failed).toMatchObject([{ scan: { id: scanId(1) }, why: { kind: "other_event" } }]);
  });
});

describe("answered scans", () => {
  async function answer(number: number, late: boolean): Promise<void> {
    const each = scan({ id: scanId(number), scannedAt: EVENING + number });
    await queue.append(each);
    await queue.answer(each, admission({ id: each.id }), late);
  }

  test("list_isNewestFirst_andHoldsTheLatest", async () => {
    for (let number = 1; number <= ANSWERED_KEPT + 5; number += 1) await answer(number, false);
    const { answered } = await queue.state();
    expect(answered).toHaveLength(ANSWERED_KEPT);
    expect(answered[0]?.id).toBe(scanId(ANSWERED_KEPT + 5));
    expect(answered.at(-1)?.id).toBe(scanId(6));
  });

  test("lateOnes_areKeptUntilSomebodyHasSeenThem", async () => {
    await answer(1, true);
    for (let number = 2; number <= ANSWERED_KEPT + 5; number += 1) await answer(number, false);
    expect((await queue.state()).answered.at(-1)).toMatchObject({ id: scanId(1), late: true, seen: false });
    await queue.markSeen();
    expect((await queue.state()).answered.every((each) => each.seen)).toBe(true);
    await answer(ANSWERED_KEPT + 6, false);
    expect((await queue.state()).answered.some((each) => each.late)).toBe(false);
  });

  test("shownInTime_isNotLate", async () => {
    await answer(1, true);
    await queue.markShown(scanId(1));
    expect((await queue.state()).answered).toMatchObject([{ late: false, seen: true }]);
  });
});

describe("single values", () => {
  test("nothingKept_isNoPairingAndDefaultSettings", async () => {
    const values = createValues(database);
    expect(await values.pairing()).toBeNull();
    expect(await values.settings()).toEqual({ language: null, sound: true, camera: null });
  });

  test("pairingAndSettings_surviveAReload_andAreForgotten", async () => {
    const values = createValues(database);
    await values.keepPairing(pairing);
    await values.keepSettings({ language: "en", sound: false, camera: "back" });
    const reopened = createValues(await reload(database));
    expect(await reopened.pairing()).toEqual(pairing);
    expect(await reopened.settings()).toEqual({ language: "en", sound: false, camera: "back" });
    await reopened.forgetPairing();
    expect(await reopened.pairing()).toBeNull();
  });
});
