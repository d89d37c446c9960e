import { openDB } from "idb";
import type { DBSchema, IDBPDatabase, IDBPTransaction } from "idb";
import type { Language } from "../../shared/i18n/translate.ts";
import type { Direction } from "../domain/decide.ts";
import type { Pairing } from "../domain/device.ts";
import type { Notice } from "../domain/notice.ts";
import type { KeptPin } from "../domain/pin.ts";
import type { AnsweredScan, FailedScan, Scan } from "../domain/scan.ts";
import type { Changes, Snapshot } from "../domain/snapshot.ts";
import type { Sync } from "../domain/time.ts";
import { upgradeScans } from "./upgrade.ts";

/** What a person has chosen on this device. */
export interface Settings {
  readonly language: Language | null;
  readonly sound: boolean;
  readonly vibration: boolean;
  /** `deviceId` of the chosen camera; `null` lets the browser choose one that looks away from the user. */
  readonly camera: string | null;
  /** Switch the camera's light on when it starts. */
  readonly torch: boolean;
  readonly rapid: boolean;
  /** The only direction this device scans in; `null` leaves it to whoever holds it. */
  readonly direction: Direction | null;
}

/** One step from the stored snapshot to the present. */
export interface Step {
  /** The cursor it was asked for with; a step that does not follow the one before is of no use. */
  readonly after: number;
  readonly changes: Omit<Changes, "serverTime">;
}

/** The event's state as it was loaded, and whose it is. */
export interface StoredState {
  readonly eventRef: string;
  readonly listId: number;
  readonly gateId: number;
  readonly snapshot: Snapshot;
}

export interface DoorSchema extends DBSchema {
  /** Scans without an answer, oldest first by `scannedAt`. A scan is in exactly one of the three scan stores. */
  waiting: { key: string; value: Scan; indexes: { scannedAt: number } };
  failed: { key: string; value: FailedScan };
  answered: { key: string; value: AnsweredScan; indexes: { scannedAt: number } };
  notices: { key: string; value: Notice };
  /** The event's state: a snapshot, and the steps since, in the order they were taken. */
  state: { key: "state" | "sync"; value: StoredState | Sync };
  steps: { key: number; value: Step };
  /** Single values by name. */
  values: { key: "pairing" | "settings" | "pin"; value: Pairing | Settings | KeptPin };
}

export type Database = IDBPDatabase<DoorSchema>;
export type Upgrade = IDBPTransaction<DoorSchema, ("waiting" | "failed" | "answered" | "values")[], "versionchange">;

const VERSION = 2;

/** Opens the app's storage, creating it on the first start. Rejects where the browser keeps no storage at all. */
export function openDatabase(name = "einlass-door"): Promise<Database> {
  return openDB<DoorSchema>(name, VERSION, {
    upgrade(database, before, _after, transaction) {
      if (before < 1) {
        database.createObjectStore("waiting", { keyPath: "id" }).createIndex("scannedAt", "scannedAt");
        database.createObjectStore("failed", { keyPath: "scan.id" });
        database.createObjectStore("answered", { keyPath: "id" }).createIndex("scannedAt", "scannedAt");
        database.createObjectStore("values");
      }
      database.createObjectStore("notices", { keyPath: "id" });
      database.createObjectStore("state");
      database.createObjectStore("steps", { autoIncrement: true });
      if (before === 1) {
        // All or nothing: a start that cannot take the old scans over leaves them to the next one.
        upgradeScans(transaction as unknown as Upgrade).catch(() => {
          transaction.abort();
        });
      }
    },
    blocking(_current, _blocked, event) {
      // A newer version in another tab needs the storage; this tab's next access fails and says so.
      (event.target as IDBDatabase).close();
    },
  });
}
