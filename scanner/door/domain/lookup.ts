/** What a supervisor may look up on the server. Times in milliseconds since 1970. */
import { flag, instant, integer, list, nullable, object, oneOf, text } from "../../shared/json.ts";
import { readTier } from "./device.ts";
import type { Tier } from "./device.ts";
import type { Direction } from "./decide.ts";
import { readFirst } from "./snapshot.ts";
import type { First } from "./snapshot.ts";

export interface FoundTicket {
  readonly tier: Tier;
  /** From 0, as in the pass. */
  readonly serial: number;
  /** As people say it: `1-0042`. */
  readonly number: string;
  readonly state: "revoked" | "blocked" | "inside" | "admitted" | "expected";
  readonly entries: number;
  readonly inside: number;
  readonly clashes: number;
  readonly first: First | null;
  readonly note: string | null;
  /** Only where the organiser allows it. */
  readonly name: string | null;
}

/** A scan of a ticket that clashes; `clash`: one of the entries that should not have been. */
export interface ClashScan {
  readonly id: string;
  readonly at: number;
  readonly gate: string;
  readonly device: string | null;
  readonly direction: Direction;
  readonly undone: boolean;
  readonly clash: boolean;
}

export interface Clash {
  readonly tier: Tier;
  readonly number: string;
  readonly scans: readonly ClashScan[];
}

const readFound = object<FoundTicket>(({ get }) => ({
  tier: get("tier", readTier),
  serial: get("serial", integer),
  number: get("number", text),
  state: get("state", oneOf("revoked", "blocked", "inside", "admitted", "expected")),
  entries: get("entries", integer),
  inside: get("inside", integer),
  clashes: get("clashes", integer),
  first: get("first", nullable(readFirst)),
  note: get("note", nullable(text)),
  name: get("name", nullable(text)),
}));

const readClashScan = object<ClashScan>(({ get }) => ({
  id: get("id", text),
  at: get("at", instant),
  gate: get("gate", text),
  device: get("device", nullable(text)),
  direction: get("direction", oneOf("entry", "exit")),
  undone: get("undone", flag),
  clash: get("clash", flag),
}));

const readClash = object<Clash>(({ get }) => ({ tier: get("tier", readTier), number: get("number", text), scans: get("scans", list(readClashScan)) }));

export const readTickets = object(({ get }) => get("tickets", list(readFound)));
export const readClashes = object(({ get }) => get("clashes", list(readClash)));

/** The server's word that a scan does not count any more. */
export const readUndone = object(({ get }) => get("outcome", oneOf("undone")));
