import { observable } from "../../shared/observable.ts";
import type { Observable } from "../../shared/observable.ts";
import type { Notice } from "../domain/notice.ts";
import { isNews } from "../domain/notice.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { AnsweredScan, FailedScan, Scan, Shown } from "../domain/scan.ts";
import type { Passage } from "../domain/snapshot.ts";
import type { Database } from "./schema.ts";

/** Everything the scan lists show. */
export interface QueueState {
  /** Oldest first. */
  readonly waiting: readonly Scan[];
  readonly failed: readonly FailedScan[];
  /** Newest first. */
  readonly answered: readonly AnsweredScan[];
  /** Newest first. */
  readonly notices: readonly Notice[];
  /** Of those waiting: how many are only in memory, because the storage is full. */
  readonly unsaved: number;
}

/** Answers kept from one start to the next: enough to find one's own scan in a clash that comes out later. */
export const ANSWERED_KEPT = 5000;

/**
 * The scans of this device: append-only, each waiting until it is answered or failed. Memory leads and storage follows: a scan
 * that cannot be written is kept in memory, counted as unsaved, and written as soon as there is room. Nothing here rejects.
 */
export interface Queue {
  readonly state: Observable<QueueState>;
  /** Resolves when it is written, or has turned out not to be writable. */
  append(scan: Scan): Promise<void>;
  /** Adds what the person was told, once; `null` when the scan is answered already. */
  show(id: string, shown: Shown, passage: Passage | null): Scan | null;
  answer(scan: Scan, outcome: Outcome): Promise<void>;
  fail(scan: Scan, why: FailedScan["why"]): Promise<void>;
  /** A supervisor has undone this scan, if it is one of ours. */
  undone(id: string): Promise<void>;
  /** A person has dealt with a failed scan. */
  forgetFailed(id: string): Promise<void>;
  /** True when it is news. */
  notice(notice: Notice): boolean;
  /** A person has seen the notices. */
  markSeen(): Promise<void>;
  /** Tries again to write what could not be written. */
  retry(): Promise<void>;
  /** Forgets whatever tells of guests; scans that nobody has answered stay. */
  wipe(): Promise<void>;
}

/** Reads the storage once; rejects only when that fails. */
export async function openQueue(database: Database): Promise<Queue> {
  const waiting = new Map((await database.getAllFromIndex("waiting", "scannedAt")).map((scan) => [scan.id as string, scan]));
  const failed = new Map((await database.getAll("failed")).map((each) => [each.scan.id as string, each]));
  const notices = new Map((await database.getAll("notices")).map((notice) => [notice.id, notice]));
  let answered: readonly AnsweredScan[] = (await database.getAllFromIndex("answered", "scannedAt")).toReversed();
  const unsaved = new Set<string>();
  await forgetOldest(database, answered.slice(ANSWERED_KEPT));
  answered = answered.slice(0, ANSWERED_KEPT);
  const state = observable<QueueState>(read());

  function read(): QueueState {
    return {
      waiting: [...waiting.values()],
      failed: [...failed.values()],
      answered,
      notices: [...notices.values()].toSorted((a, b) => b.at - a.at),
      unsaved: unsaved.size,
    };
  }

  const changed = (): void => {
    state.set(read());
  };

  /** Writes best effort; memory is right either way, and after a reload the server is asked again. */
  async function write(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch {
      return false;
    }
  }

  async function save(scan: Scan): Promise<void> {
    const saved = await write(() => database.put("waiting", scan));
    // Answered meanwhile: nothing must bring it back.
    if (!waiting.has(scan.id)) await write(() => database.delete("waiting", scan.id));
    if (saved || !waiting.has(scan.id)) unsaved.delete(scan.id);
    else unsaved.add(scan.id);
    changed();
  }

  async function leave(scan: Scan, work: () => Promise<unknown>): Promise<void> {
    waiting.delete(scan.id);
    unsaved.delete(scan.id);
    changed();
    if (!(await write(work))) await write(() => database.delete("waiting", scan.id));
    if (unsaved.size > 0) await retry();
  }

  async function retry(): Promise<void> {
    for (const id of unsaved) {
      const scan = waiting.get(id);
      if (scan !== undefined) await save(scan);
    }
  }

  return {
    state,
    append: async (scan) => {
      if (waiting.has(scan.id)) throw new Error("a scan is written once");
      waiting.set(scan.id, scan);
      changed();
      await save(scan);
    },
    show: (id, shown, passage) => {
      const before = waiting.get(id);
      if (before === undefined) return null;
      const after = before.shown === null ? { ...before, shown, passage } : before;
      waiting.set(id, after);
      void save(after);
      return after;
    },
    answer: async (scan, outcome) => {
      const { id, scannedAt, direction, shown } = scan;
      const record: AnsweredScan = { id, scannedAt, direction, shown, outcome: { ...outcome, name: null } };
      answered = [record, ...answered.filter((each) => each.id !== id)];
      await leave(scan, () => move(database, scan, record));
    },
    fail: async (scan, why) => {
      failed.set(scan.id, { scan, why });
      await leave(scan, () => setAside(database, { scan, why }));
    },
    undone: async (id) => {
      const before = answered.find((scan) => scan.id === id);
      if (before === undefined) return;
      const after = { ...before, undone: true };
      answered = answered.map((scan) => (scan.id === id ? after : scan));
      changed();
      await write(() => database.put("answered", after));
    },
    forgetFailed: async (id) => {
      failed.delete(id);
      changed();
      await write(() => database.delete("failed", id));
    },
    notice: (notice) => {
      const known = notices.get(notice.id);
      const news = isNews(notice, known);
      const kept = { ...notice, seen: !news && (known?.seen ?? false) };
      notices.set(notice.id, kept);
      changed();
      void write(() => database.put("notices", kept));
      return news;
    },
    markSeen: async () => {
      const unseen = [...notices.values()].filter((notice) => !notice.seen).map((notice) => ({ ...notice, seen: true }));
      for (const notice of unseen) notices.set(notice.id, notice);
      changed();
      for (const notice of unseen) await write(() => database.put("notices", notice));
    },
    retry,
    wipe: async () => {
      answered = [];
      notices.clear();
      changed();
      await write(() => Promise.all([database.clear("answered"), database.clear("notices")]));
    },
  };
}

async function move(database: Database, scan: Scan, record: AnsweredScan): Promise<void> {
  const tx = database.transaction(["waiting", "answered"], "readwrite");
  await Promise.all([tx.objectStore("waiting").delete(scan.id), tx.objectStore("answered").put(record), tx.done]);
}

async function setAside(database: Database, failed: FailedScan): Promise<void> {
  const tx = database.transaction(["waiting", "failed"], "readwrite");
  await Promise.all([tx.objectStore("waiting").delete(failed.scan.id), tx.objectStore("failed").put(failed), tx.done]);
}

async function forgetOldest(database: Database, surplus: readonly AnsweredScan[]): Promise<void> {
  if (surplus.length === 0) return;
  const tx = database.transaction("answered", "readwrite");
  await Promise.all([...surplus.map((scan) => tx.store.delete(scan.id)), tx.done]);
}
