import type { ScanId } from "../../shared/ids.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { AnsweredScan, FailedScan, Scan } from "../domain/scan.ts";
import type { Database } from "./schema.ts";

/** Everything the scan lists show, read in one transaction. */
export interface QueueState {
  readonly waiting: readonly Scan[];
  readonly failed: readonly FailedScan[];
  /** Newest first. */
  readonly answered: readonly AnsweredScan[];
}

/** Answers kept for the list; late ones that nobody has seen are kept beyond it. */
export const ANSWERED_KEPT = 100;

/**
 * The scans of this device. A scan enters as waiting and leaves that list in one transaction: answered, failed, or not
 * at all. Rejects only when the storage itself fails.
 */
export interface Queue {
  append(scan: Scan): Promise<void>;
  /** Oldest first. */
  waiting(): Promise<readonly Scan[]>;
  state(): Promise<QueueState>;
  answer(scan: Scan, outcome: Outcome, late: boolean): Promise<AnsweredScan>;
  fail(scan: Scan, why: FailedScan["why"]): Promise<void>;
  /** A person has dealt with a failed scan. */
  forgetFailed(id: ScanId): Promise<void>;
  /** A person has seen the late answers. */
  markSeen(): Promise<void>;
  /** A late answer reached the person it is about after all: the verdict on the screen changed in time. */
  markShown(id: ScanId): Promise<void>;
  /** Moves what waits for another event out of the way: this pairing's answers would be wrong for it. */
  setAsideOtherEvents(eventRef: string): Promise<void>;
}

export function createQueue(database: Database): Queue {
  const waiting = (): Promise<readonly Scan[]> => database.getAllFromIndex("waiting", "scannedAt");
  return {
    append: async (scan) => {
      await database.add("waiting", scan);
    },
    waiting,
    state: () => stateOf(database),
    answer: (scan, outcome, late) => answer(database, scan, outcome, late),
    fail: (scan, why) => fail(database, [scan], why),
    forgetFailed: (id) => database.delete("failed", id),
    markSeen: () => markSeen(database),
    markShown: async (id) => {
      const tx = database.transaction("answered", "readwrite");
      const record = await tx.store.get(id);
      if (record !== undefined) await tx.store.put({ ...record, late: false, seen: true });
      await tx.done;
    },
    setAsideOtherEvents: async (eventRef) => {
      const strangers = (await waiting()).filter((scan) => scan.eventRef !== eventRef);
      await fail(database, strangers, { kind: "other_event" });
    },
  };
}

async function stateOf(database: Database): Promise<QueueState> {
  const tx = database.transaction(["waiting", "failed", "answered"]);
  const [waiting, failed, answered] = await Promise.all([
    tx.objectStore("waiting").index("scannedAt").getAll(),
    tx.objectStore("failed").getAll(),
    tx.objectStore("answered").index("scannedAt").getAll(),
    tx.done,
  ]);
  return { waiting, failed, answered: answered.toReversed() };
}

async function answer(database: Database, scan: Scan, outcome: Outcome, late: boolean): Promise<AnsweredScan> {
  const record: AnsweredScan = { id: scan.id, scannedAt: scan.scannedAt, outcome, late, seen: !late };
  const tx = database.transaction(["waiting", "answered"], "readwrite");
  const answered = tx.objectStore("answered");
  await Promise.all([tx.objectStore("waiting").delete(scan.id), answered.put(record)]);
  let surplus = (await answered.count()) - ANSWERED_KEPT;
  for (let cursor = await answered.index("scannedAt").openCursor(); cursor !== null && surplus > 0; surplus -= 1) {
    if (cursor.value.seen) await cursor.delete();
    cursor = await cursor.continue();
  }
  await tx.done;
  return record;
}

async function fail(database: Database, scans: readonly Scan[], why: FailedScan["why"]): Promise<void> {
  const tx = database.transaction(["waiting", "failed"], "readwrite");
  await Promise.all([
    ...scans.flatMap((scan) => [tx.objectStore("waiting").delete(scan.id), tx.objectStore("failed").put({ scan, why })]),
    tx.done,
  ]);
}

async function markSeen(database: Database): Promise<void> {
  const tx = database.transaction("answered", "readwrite");
  for (let cursor = await tx.store.openCursor(); cursor !== null; cursor = await cursor.continue()) {
    if (!cursor.value.seen) await cursor.update({ ...cursor.value, seen: true });
  }
  await tx.done;
}
