import { beforeEach, describe, expect, test } from "vitest";
import type { Notice } from "../../door/domain/notice.ts";
import { ANSWERED_KEPT, openQueue } from "../../door/store/queue.ts";
import type { Queue } from "../../door/store/queue.ts";
import type { Database } from "../../door/store/schema.ts";
import { createValues } from "../../door/store/values.ts";
import { EVENING, admission, pairing, scan, scanId, toldScan } from "../world.ts";
import { freshStorage, fullStorage, reload } from "./storage.ts";

let database: Database;
let queue: Queue;

beforeEach(async () => {
  database = await freshStorage();
  queue = await openQueue(database);
});

async function reopen(): Promise<Queue> {
  database = await reload(database);
  return openQueue(database);
}

const NOTICE: Notice = {
  id: "clash:1:12",
  kind: "clash",
  at: EVENING,
  tier: "Mitglied",
  serial: 12,
  reason: "already_redeemed",
  scans: [{ id: scanId(1), at: EVENING, gate: "Hof" }],
  first: null,
  seen: false,
};

describe("waiting scans", () => {
  test("sameIdTwice_isRefused_soThatNoFactIsOverwritten", async () => {
    await queue.append(scan());
    await expect(queue.append(scan({ code: "EL1:OTHER" }))).rejects.toThrow("a scan is written once");
    expect((await reopen()).state.get().waiting).toEqual([scan()]);
  });

  test("order_isOldestFirst_andSurvivesAReload", async () => {
    const scans = [scan({ id: scanId(1), scannedAt: EVENING + 2 }), scan({ id: scanId(2), scannedAt: EVENING + 1 })];
    for (const each of scans) await queue.append(each);
    expect((await reopen()).state.get().waiting).toEqual(scans.toReversed());
  });

  test("whatWasShown_isAddedOnce", async () => {
    await queue.append(scan());
    const { passage } = toldScan(5);
    expect(queue.show(scanId(1), { outcome: "admitted", reason: null }, passage)).toMatchObject({ shown: { outcome: "admitted" }, passage });
    expect(queue.show(scanId(1), { outcome: "refused", reason: "tier" }, null)).toMatchObject({ shown: { outcome: "admitted" } });
    expect(queue.show(scanId(2), { outcome: "refused", reason: "tier" }, null)).toBeNull();
    await queue.append(scan({ id: scanId(3) }));
    expect((await reopen()).state.get().waiting).toMatchObject([{ shown: { outcome: "admitted" }, passage }, { shown: null }]);
  });
});

describe("full storage", () => {
  test("scan_isKeptInMemory_countedAsUnsaved_andWrittenWhenThereIsRoom", async () => {
    const full = fullStorage(database);
    queue = await openQueue(full.database);
    await queue.append(scan());
    expect(queue.state.get()).toMatchObject({ waiting: [scan()], unsaved: 1 });
    expect(await database.count("waiting")).toBe(0);
    await queue.retry();
    expect(queue.state.get().unsaved).toBe(1);
    full.makeRoom();
    await queue.retry();
    expect(queue.state.get().unsaved).toBe(0);
    expect((await reopen()).state.get().waiting).toEqual([scan()]);
  });

  test("answerThatMakesRoom_bringsTheOthersIn", async () => {
    await queue.append(scan({ id: scanId(1) }));
    const full = fullStorage(database);
    queue = await openQueue(full.database);
    await queue.append(scan({ id: scanId(2) }));
    full.makeRoom();
    await queue.answer(scan({ id: scanId(1) }), admission());
    expect(queue.state.get()).toMatchObject({ unsaved: 0, waiting: [{ id: scanId(2) }] });
    expect(await database.getAllKeys("waiting")).toEqual([scanId(2)]);
  });

  test("answeredInMemory_isNotWrittenAfterwards", async () => {
    const full = fullStorage(database);
    queue = await openQueue(full.database);
    await queue.append(scan());
    await queue.answer(scan(), admission());
    full.makeRoom();
    await queue.retry();
    expect(queue.state.get()).toMatchObject({ waiting: [], unsaved: 0, answered: [{ id: scanId(1) }] });
    expect(await database.count("waiting")).toBe(0);
  });

  test("answerThatCannotBeWritten_leavesTheScanToTheNextStart", async () => {
    await queue.append(scan());
    database.close();
    await queue.answer(scan(), admission());
    expect(queue.state.get().waiting).toEqual([]);
    expect((await reopen()).state.get().waiting).toEqual([scan()]);
  });
});

describe("leaving the queue", () => {
  test("answered_isNoLongerWaiting_andCodeAndNameAreGone", async () => {
    await queue.append(scan());
    await queue.answer(scan(), admission({ name: "Jörg Größe" }));
    const state = (await reopen()).state.get();
    expect(state).toMatchObject({ waiting: [], answered: [{ id: scanId(1), scannedAt: EVENING, outcome: admission(), shown: null }] });
    expect(JSON.stringify(state)).not.toMatch(/EL1:1|Jörg/u);
  });

  test("failed_isKeptUntilForgotten", async () => {
    await queue.append(scan());
    await queue.fail(scan(), { code: "validation_failed", title: "Titel" });
    queue = await reopen();
    expect(queue.state.get()).toMatchObject({ waiting: [], failed: [{ scan: scan(), why: { code: "validation_failed", title: "Titel" } }] });
    await queue.forgetFailed(scanId(1));
    expect((await reopen()).state.get().failed).toEqual([]);
  });

  test("listOfAnswers_isNewestFirst_andTheOldestAreForgottenAtAStart", async () => {
    const tx = database.transaction("answered", "readwrite");
    for (let number = 1; number <= ANSWERED_KEPT + 5; number += 1) {
      void tx.store.put({ id: scanId(number), scannedAt: EVENING + number, direction: "entry", outcome: admission(), shown: null });
    }
    await tx.done;
    const { answered } = (await reopen()).state.get();
    expect([answered.length, answered[0]?.id, answered.at(-1)?.id]).toEqual([ANSWERED_KEPT, scanId(ANSWERED_KEPT + 5), scanId(6)]);
    expect(await database.count("answered")).toBe(ANSWERED_KEPT);
  });

  test("wiped_nothingTellsOfGuests_butWhatWaitsStays", async () => {
    await queue.append(scan());
    await queue.append(scan({ id: scanId(2) }));
    await queue.answer(scan({ id: scanId(2) }), admission());
    queue.notice(NOTICE);
    await queue.wipe();
    expect((await reopen()).state.get()).toMatchObject({ waiting: [{ id: scanId(1) }], answered: [], notices: [] });
  });
});

describe("notices", () => {
  test("areKeptUntilSeen_andNoNewsTwice", async () => {
    expect(queue.notice(NOTICE)).toBe(true);
    await queue.markSeen();
    expect(queue.notice(NOTICE)).toBe(false);
    queue = await reopen();
    expect(queue.state.get().notices).toEqual([{ ...NOTICE, seen: true }]);
    const more = { ...NOTICE, scans: [...NOTICE.scans, { id: scanId(2), at: EVENING, gate: "Keller" }] };
    expect(queue.notice(more)).toBe(true);
    expect(queue.state.get().notices).toEqual([more]);
  });
});

describe("single values", () => {
  const chosen = { vibration: true, torch: false, rapid: false, direction: null };

  test("nothingKept_isNoPairingAndDefaultSettings", async () => {
    const values = createValues(database);
    expect(await values.pairing()).toBeNull();
    expect(await values.settings()).toEqual({ ...chosen, language: null, sound: true, camera: null });
  });

  test("pairingAndSettings_surviveAReload_andAreForgotten", async () => {
    const values = createValues(database);
    await values.keepPairing(pairing);
    await values.keepSettings({ ...chosen, language: "en", sound: false, camera: "back" });
    const reopened = createValues(await reload(database));
    expect(await reopened.pairing()).toEqual(pairing);
    expect(await reopened.settings()).toEqual({ ...chosen, language: "en", sound: false, camera: "back" });
    await reopened.forgetPairing();
    expect(await reopened.pairing()).toBeNull();
  });
});
