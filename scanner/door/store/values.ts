import type { Pairing } from "../domain/device.ts";
import type { KeptPin } from "../domain/pin.ts";
import type { Database, Settings } from "./schema.ts";

const DEFAULTS: Settings = { language: null, sound: true, vibration: true, camera: null, torch: false, rapid: false, direction: null };

/** The device's single values: its pairing and its settings. */
export interface Values {
  pairing(): Promise<Pairing | null>;
  keepPairing(pairing: Pairing): Promise<void>;
  forgetPairing(): Promise<void>;
  settings(): Promise<Settings>;
  keepSettings(settings: Settings): Promise<void>;
  pin(): Promise<KeptPin | null>;
  /** `null`: none any more. */
  keepPin(pin: KeptPin | null): Promise<void>;
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
    pin: async () => ((await database.get("values", "pin")) as KeptPin | undefined) ?? null,
    keepPin: async (pin) => {
      if (pin === null) await database.delete("values", "pin");
      else await database.put("values", pin, "pin");
    },
  };
}
