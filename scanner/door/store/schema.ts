import { openDB } from "idb";
import type { DBSchema, IDBPDatabase } from "idb";
import type { Language } from "../../shared/i18n/translate.ts";
import type { Pairing } from "../domain/device.ts";
import type { AnsweredScan, FailedScan, Scan } from "../domain/scan.ts";

/** What a person has chosen on this device. */
export interface Settings {
  readonly language: Language | null;
  readonly sound: boolean;
  /** `deviceId` of the chosen camera; `null` lets the browser choose one that looks away from the user. */
  readonly camera: string | null;
}

export interface DoorSchema extends DBSchema {
  /** Scans without an answer, oldest first by `scannedAt`. A scan is in exactly one of the three scan stores. */
  waiting: { key: string; value: Scan; indexes: { scannedAt: number } };
  failed: { key: string; value: FailedScan };
  answered: { key: string; value: AnsweredScan; indexes: { scannedAt: number } };
  /** Single values by name. */
  values: { key: "pairing" | "settings"; value: Pairing | Settings };
}

export type Database = IDBPDatabase<DoorSchema>;

/** Opens the app's storage, creating it on the first start. Rejects where the browser keeps no storage at all. */
export function openDatabase(name = "einlass-door"): Promise<Database> {
  return openDB<DoorSchema>(name, 1, {
    upgrade(database) {
      database.createObjectStore("waiting", { keyPath: "id" }).createIndex("scannedAt", "scannedAt");
      database.createObjectStore("failed", { keyPath: "scan.id" });
      database.createObjectStore("answered", { keyPath: "id" }).createIndex("scannedAt", "scannedAt");
      database.createObjectStore("values");
    },
    blocking(_current, _blocked, event) {
      // A newer version in another tab needs the storage; this tab's next access fails and says so.
      (event.target as IDBDatabase).close();
    },
  });
}
