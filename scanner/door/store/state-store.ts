import type { Sync } from "../domain/time.ts";
import type { Database, Step, StoredState } from "./schema.ts";

/** What an earlier start has left of the event's state. */
export interface Kept {
  readonly state: StoredState;
  readonly steps: readonly Step[];
  readonly sync: Sync | null;
}

/** The event's state in storage. Each call is one transaction; each rejects when the storage fails. */
export interface StateStore {
  load(): Promise<Kept | null>;
  /** Puts a new snapshot in place of the old one and its steps. */
  replace(state: StoredState): Promise<void>;
  add(step: Step): Promise<void>;
  keepSync(sync: Sync): Promise<void>;
  wipe(): Promise<void>;
}

export function createStateStore(database: Database): StateStore {
  return {
    load: async () => {
      const tx = database.transaction(["state", "steps"]);
      const [state, sync, steps] = await Promise.all([
        tx.objectStore("state").get("state"),
        tx.objectStore("state").get("sync"),
        tx.objectStore("steps").getAll(),
        tx.done,
      ]);
      return state === undefined ? null : { state: state as StoredState, steps, sync: (sync as Sync | undefined) ?? null };
    },
    replace: async (state) => {
      const tx = database.transaction(["state", "steps"], "readwrite");
      await Promise.all([tx.objectStore("state").put(state, "state"), tx.objectStore("steps").clear(), tx.done]);
    },
    add: async (step) => {
      await database.add("steps", step);
    },
    keepSync: async (sync) => {
      await database.put("state", sync, "sync");
    },
    wipe: async () => {
      const tx = database.transaction(["state", "steps"], "readwrite");
      await Promise.all([tx.objectStore("state").clear(), tx.objectStore("steps").clear(), tx.done]);
    },
  };
}
