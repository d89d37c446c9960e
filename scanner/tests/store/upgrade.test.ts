import { IDBFactory } from "fake-indexeddb";
import "fake-indexeddb/auto";
import { openDB } from "idb";
import { expect, test } from "vitest";
import { openQueue } from "../../door/store/queue.ts";
import { openDatabase } from "../../door/store/schema.ts";
import { createValues } from "../../door/store/values.ts";
import { EVENING, EVENT_REF, device, pairing, scan, scanId } from "../world.ts";

/** The storage as version 1 of the app made and filled it. */
async function oldStorage(): Promise<void> {
  globalThis.indexedDB = new IDBFactory();
  const database = await openDB("einlass-door", 1, {
    upgrade(old) {
      old.createObjectStore("waiting", { keyPath: "id" }).createIndex("scannedAt", "scannedAt");
      old.createObjectStore("failed", { keyPath: "scan.id" });
      old.createObjectStore("answered", { keyPath: "id" }).createIndex("scannedAt", "scannedAt");
      old.createObjectStore("values");
    },
  });
  const facts = { code: "EL1:1", scannedAt: EVENING, source: "camera" };
  await database.put("values", pairing, "pairing");
  await database.put("waiting", { ...facts, id: scanId(1), eventRef: EVENT_REF });
  await database.put("failed", { scan: { ...facts, id: scanId(2), eventRef: "other" }, why: { kind: "other_event" } });
  await database.put("failed", { scan: { ...facts, id: scanId(3), eventRef: EVENT_REF }, why: { kind: "refused", code: "x", title: "Titel" } });
  await database.put("answered", { id: scanId(4), scannedAt: EVENING, outcome: {}, late: false, seen: true });
  database.close();
}

test("scansOfTheFirstVersion_goOnWaiting_alsoThoseOfAnotherEvent", async () => {
  await oldStorage();
  const database = await openDatabase();
  const { waiting, failed, answered } = (await openQueue(database)).state.get();
  const renewed = { syncedAt: null, clock: "wall", shown: null, passage: null } as const;
  expect(waiting).toEqual([
    scan({ ...renewed, id: scanId(1), listId: device.checkInList.id }),
    scan({ ...renewed, id: scanId(2), eventRef: "other", listId: null }),
  ]);
  expect(failed).toEqual([{ scan: scan({ ...renewed, id: scanId(3), listId: 1 }), why: { code: "x", title: "Titel" } }]);
  expect(answered).toEqual([]);
  expect(await createValues(database).pairing()).toEqual(pairing);
});
