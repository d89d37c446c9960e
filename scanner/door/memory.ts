/** What this device knows of its event: in memory for deciding, in storage for the next start. */
import type { Clock } from "../shared/clock.ts";
import type { Device } from "./domain/device.ts";
import { Knowledge } from "./domain/door-state.ts";
import type { Applied, OwnPassage } from "./domain/door-state.ts";
import type { Changes, Passage, Snapshot } from "./domain/snapshot.ts";
import { hear, tell } from "./domain/time.ts";
import type { Moment, Sync } from "./domain/time.ts";
import type { Step } from "./store/schema.ts";
import type { StateStore } from "./store/state-store.ts";

/** More steps than this make the next start slow; then they are folded into the snapshot. */
const STEPS_KEPT = 500;
/** How often the time of the last sync is written. */
const SYNC_EVERY_MS = 10_000;

export interface Memory {
  /** `null` until the state has been loaded once. */
  readonly knowledge: Knowledge | null;
  /** The present moment in the server's time; `null` before the first sync. */
  now(): Moment | null;
  /** The server's time. @param tookMs how long the request took; `null` for a line of a stream */
  heard(serverTime: number, tookMs: number | null): void;
  /** The whole state. */
  replace(snapshot: Snapshot, own: readonly OwnPassage[]): void;
  /** @param until monotonic milliseconds: what the server knew then is in these changes or was heard before */
  apply(changes: Omit<Changes, "serverTime">, until: number): Applied;
  /** Nothing else was to be heard until this moment of the monotonic clock. */
  caughtUp(until: number): void;
  addOwn(passage: OwnPassage): void;
  confirmOwn(id: string, passage: Passage | null): void;
  /** Resolves when everything so far is written, or has turned out not to be writable. */
  settled(): Promise<void>;
  /** Forgets everything, here and in storage. */
  wipe(): Promise<void>;
}

/**
 * Takes up what an earlier start has left, if it is this pairing's. Rejects when the storage cannot be read.
 *
 * @param onKeys told the issuer's keys whenever they may be others: from storage, and with each whole state
 */
export async function openMemory(
  store: StateStore,
  device: Device,
  clock: Clock,
  onKeys: (keys: Knowledge["keys"]) => void = () => undefined,
): Promise<Memory> {
  const whose = { eventRef: device.event.ref, listId: device.checkInList.id, gateId: device.gate.id };
  let knowledge: Knowledge | null = null;
  let sync: Sync | null = null;
  let steps = 0;
  let syncKeptAt = Number.NEGATIVE_INFINITY;
  /** Steps are of use only in one piece: after one that was not written, a whole snapshot has to come. */
  let broken = false;
  let writing: Promise<void> = Promise.resolve();

  const kept = await store.load();
  if (kept !== null && isSame(kept.state, whose)) {
    knowledge = new Knowledge(kept.state.snapshot);
    onKeys(knowledge.keys);
    steps = retrace(knowledge, kept.steps);
    broken = steps < kept.steps.length;
    sync = kept.sync === null ? null : { ...kept.sync, monotonic: null };
  }

  /** One write after the other, in the order of what happened. */
  function write(work: () => Promise<void>, onFailure: () => void = () => undefined): void {
    writing = writing.then(work).catch(onFailure);
  }

  function keepWhole(snapshot: Snapshot): void {
    steps = 0;
    broken = false;
    write(
      () => store.replace({ ...whose, snapshot }),
      () => {
        broken = true;
      },
    );
  }

  function keepStep(step: Step): void {
    steps += 1;
    if (knowledge !== null && (broken || steps > STEPS_KEPT)) keepWhole(knowledge.snapshot());
    else {
      write(
        () => store.add(step),
        () => {
          broken = true;
        },
      );
    }
  }

  return {
    get knowledge() {
      return knowledge;
    },
    now: () => (sync === null ? null : tell(sync, clock)),
    heard: (serverTime, tookMs) => {
      const next = hear(sync, serverTime, tookMs, clock);
      sync = next;
      if (clock.monotonic() - syncKeptAt < SYNC_EVERY_MS) return;
      syncKeptAt = clock.monotonic();
      write(() => store.keepSync(next));
    },
    replace: (snapshot, own) => {
      const fresh = new Knowledge(snapshot);
      for (const passage of own) fresh.addOwn(passage);
      knowledge = fresh;
      onKeys(fresh.keys);
      keepWhole(snapshot);
    },
    apply: (changes, until) => {
      if (knowledge === null) return { reload: true, clashes: [] };
      const after = knowledge.cursor;
      const applied = knowledge.apply(changes);
      knowledge.caughtUp(until);
      if (knowledge.cursor > after) keepStep({ after, changes });
      return applied;
    },
    addOwn: (passage) => knowledge?.addOwn(passage),
    confirmOwn: (id, passage) => knowledge?.confirmOwn(id, passage, clock.monotonic()),
    caughtUp: (until) => knowledge?.caughtUp(until),
    settled: () => writing,
    wipe: () => {
      knowledge = null;
      sync = null;
      write(() => store.wipe());
      return writing;
    },
  };
}

function isSame(a: { eventRef: string; listId: number; gateId: number }, b: typeof a): boolean {
  return a.eventRef === b.eventRef && a.listId === b.listId && a.gateId === b.gateId;
}

/** Applies the steps as far as they follow one another; how many did. */
function retrace(knowledge: Knowledge, steps: readonly Step[]): number {
  for (const [index, step] of steps.entries()) {
    if (step.after !== knowledge.cursor) return index;
    knowledge.apply(step.changes);
  }
  return steps.length;
}
