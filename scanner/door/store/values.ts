import type { Pairing } from "../domain/device.ts";
import type { Database, Settings } from "./schema.ts";

const DEFAULTS: Settings = { language: null, sound: true, camera: null };

/** The device's single values: its pairing and its settings. */
export interface Values {
  pairing(): Promise<Pairing | null>;
  keepPairing(pairing: Pairing): Promise<void>;
  forgetPairing(): Promise<void>;
  settings(): Promise<Settings>;
  keepSettings(settings: Settings): Promise<void>;
}

export function createValues(database: Database): Values {
  return {
    pairing: async () => ((await database.get("values", "pairing")) as Pairing | undefined) ?? null,
    keepPairing: async (pairing) => {
      await database.put("values", pairing, "pairing");
    },
    forgetPairing: () => database.delete("values", "pairing"),
    settings: async () => ({ ...DEFAULTS, ...((await database.get("values", "settings")) as Settings | undefined) }),
    keepSettings: async (settings) => {
      await database.put("values", settings, "settings");
    },
  };
}
