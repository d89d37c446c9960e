import { instant, integer, list, object, oneOf, text } from "../../shared/json.ts";

/** A ticket's category and the number it has in the contract. */
export interface Tier {
  readonly number: number;
  readonly name: string;
}

/** What this device is allowed to do, and where: the server's answer to pairing. Times in milliseconds since 1970. */
export interface Device {
  readonly id: number;
  readonly name: string;
  readonly role: "steward" | "supervisor";
  readonly collective: { readonly name: string };
  readonly event: {
    readonly ref: string;
    readonly name: string;
    readonly venue: string;
    readonly startsAt: number;
    readonly endsAt: number;
    /** IANA name; every time on the screen is in this zone. */
    readonly timezone: string;
  };
  readonly gate: { readonly id: number; readonly name: string; readonly tiers: readonly Tier[] };
  readonly checkInList: { readonly id: number; readonly name: string };
}

/** A device and the secret that speaks for it. */
export interface Pairing {
  readonly token: string;
  readonly device: Device;
}

export const readTier = object<Tier>(({ get }) => ({ number: get("number", integer), name: get("name", text) }));

const named = object(({ get }) => ({ name: get("name", text) }));
const numbered = object(({ get }) => ({ id: get("id", integer), name: get("name", text) }));

export const readDevice = object<Device>(({ get }) => ({
  id: get("id", integer),
  name: get("name", text),
  role: get("role", oneOf("steward", "supervisor")),
  collective: get("collective", named),
  event: get(
    "event",
    object((event) => ({
      // The contract calls it a reference and leaves its form open; here it is only compared.
      ref: event.get("ref", (value, path) => (typeof value === "number" ? String(value) : text(value, path))),
      name: event.get("name", text),
      venue: event.get("venue", text),
      startsAt: event.get("starts_at", instant),
      endsAt: event.get("ends_at", instant),
      timezone: event.get("timezone", text),
    })),
  ),
  gate: get(
    "gate",
    object((gate) => ({ id: gate.get("id", integer), name: gate.get("name", text), tiers: gate.get("tiers", list(readTier)) })),
  ),
  checkInList: get("check_in_list", numbered),
}));

export const readPairing = object<Pairing>(({ get }) => ({ token: get("token", text), device: get("device", readDevice) }));
