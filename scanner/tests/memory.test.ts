import { beforeEach, describe, expect, test } from "vitest";
import { openMemory } from "../door/memory.ts";
import type { Memory } from "../door/memory.ts";
import type { EntryChange } from "../door/domain/snapshot.ts";
import { NO_COUNTS } from "../door/domain/snapshot.ts";
import type { Database } from "../door/store/schema.ts";
import { createStateStore } from "../door/store/state-store.ts";
import { freshStorage, fullStorage, reload } from "./store/storage.ts";
import { EVENING, clock, device, snapshot } from "./world.ts";

let database: Database;

beforeEach(async () => {
  database = await freshStorage();
});

const open = (change: Partial<typeof device> = {}): Promise<Memory> => openMemory(createStateStore(database), { ...device, ...change }, clock);

async function reopen(memory: Memory, change: Partial<typeof device> = {}): Promise<Memory> {
  await memory.settled();
  database = await reload(database);
  return open(change);
}

function learn(memory: Memory, seq: number, serial: number): void {
  const change: EntryChange = { kind: "entry", seq, listId: 1, tier: 1, serial, entries: 1, inside: 1, first: { at: EVENING, gate: "Hof" }, clash: null };
  memory.apply({ cursor: seq, reset: false, changes: [change], counts: NO_COUNTS }, 0);
}

const entries = (memory: Memory, serial: number): number | undefined => memory.knowledge?.ticket(1, serial)?.entries;

describe("openMemory", () => {
  test("nothingKept_knowsNothing", async () => {
    const memory = await open();
    expect([memory.knowledge, memory.now()]).toEqual([null, null]);
    expect(memory.apply({ cursor: 1, reset: false, changes: [], counts: NO_COUNTS }, 0).reload).toBe(true);
  });

  test.each([
    ["another event", { event: { ...device.event, ref: "other" } }],
    ["another list", { checkInList: { id: 2, name: "Bar" } }],
    ["another gate", { gate: { ...device.gate, id: 2 } }],
  ])("stateOf_%s_isNotTakenUp", async (_what, change) => {
    const memory = await open();
    memory.replace(snapshot(), []);
    expect((await reopen(memory, change)).knowledge).toBeNull();
  });

  test("keys_areToldWithEachWholeState_andAgainFromStorage", async () => {
    const told: number[] = [];
    const listening = async (): Promise<Memory> =>
      openMemory(createStateStore(database), device, clock, (keys) => {
        told.push(keys.size);
      });
    const memory = await listening();
    expect(told).toEqual([]);
    memory.replace(snapshot(), []);
    await memory.settled();
    database = await reload(database);
    await listening();
    expect(told).toEqual([snapshot().keys.length, snapshot().keys.length]);
  });

  test("manySteps_areFoldedIntoOneSnapshot_andNothingIsLost", async () => {
    const memory = await open();
    memory.replace(snapshot(), []);
    for (let serial = 0; serial < 199; serial += 1) learn(memory, 11 + serial, serial);
    for (let round = 0; round < 350; round += 1) learn(memory, 300 + round, round % 200);
    const again = await reopen(memory);
    expect(await database.count("steps")).toBeLessThan(100);
    expect([entries(again, 0), entries(again, 198), entries(again, 199), again.knowledge?.cursor]).toEqual([1, 1, 1, 649]);
    expect(again.knowledge?.first(1, 7)).toEqual({ at: EVENING, gate: "Hof" });
  });

  test("stepThatCouldNotBeWritten_isMadeGoodByAWholeSnapshot", async () => {
    const memory = await open();
    memory.replace(snapshot(), []);
    await memory.settled();
    const full = fullStorage(database);
    const poor = await openMemory(createStateStore(full.database), device, clock);
    learn(poor, 11, 5);
    await poor.settled();
    full.makeRoom();
    learn(poor, 12, 6);
    const again = await reopen(poor);
    expect([entries(again, 5), entries(again, 6)]).toEqual([1, 1]);
  });

  test("stepOfAnotherTab_thatDoesNotFollow_isLeftOut", async () => {
    const memory = await open();
    memory.replace(snapshot(), []);
    await memory.settled();
    await database.add("steps", { after: 40, changes: { cursor: 41, reset: false, changes: [], counts: NO_COUNTS } });
    const again = await reopen(memory);
    expect(again.knowledge?.cursor).toBe(10);
  });

  test("wiped_isGone", async () => {
    const memory = await open();
    memory.heard(EVENING, 0);
    memory.replace(snapshot(), []);
    await memory.wipe();
    expect([memory.knowledge, memory.now(), await database.count("state"), await database.count("steps")]).toEqual([null, null, 0, 0]);
  });
});
