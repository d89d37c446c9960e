/** What a door hears of its event: the whole state once, then changes (docs/adr/0014-the-door-protocol.md). Times in milliseconds since 1970. */
import { ShapeError, flag, instant, integer, list, nullable, object, oneOf, text } from "../../shared/json.ts";
import type { Reader } from "../../shared/json.ts";
import type { Direction, Reentry } from "./decide.ts";
import type { Tier } from "./device.ts";
import { readSet } from "./sets.ts";

/** Head counts of the list. `inside` are people, clashes included; `admitted` are tickets. */
export interface Counts {
  readonly gate: Passed;
  readonly inside: number;
  readonly admitted: number;
  readonly issued: number;
  readonly clashes: number;
  readonly gates: readonly (Passed & { readonly id: number; readonly name: string })[];
}

export interface Passed {
  readonly entered: number;
  readonly exited: number;
}

/** A tier with its sets of serials in the door's spelling. */
export interface TierSnapshot extends Tier {
  /** Its static pass, on paper, is good enough. */
  readonly paper: boolean;
  readonly known: string;
  /** Issued, but not on the chain yet. */
  readonly pending: string;
  readonly revoked: string;
  readonly blocked: string;
  readonly admitted: string;
  readonly inside: string;
  /** The k-th set, from 0, holds the serials whose epoch is above k. */
  readonly epochs: readonly string[];
  readonly epochsAbove: readonly (readonly [serial: number, epoch: number])[];
}

/** When and where a ticket was let in first. */
export interface First {
  readonly at: number;
  readonly gate: string;
}

export interface Snapshot {
  readonly cursor: number;
  readonly event: { readonly ref: string; readonly opensAt: number; readonly cancelled: boolean; readonly names: boolean };
  readonly gate: { readonly id: number; readonly name: string; readonly tiers: readonly number[] };
  readonly gates: readonly { readonly id: number; readonly name: string }[];
  readonly list: { readonly id: number; readonly name: string; readonly entrance: boolean; readonly reentry: Reentry };
  readonly keys: readonly { readonly kid: string; readonly publicKey: string }[];
  readonly tiers: readonly TierSnapshot[];
  readonly counts: Counts;
  /** Learned from changes only; the server does not send it along. */
  readonly firsts: readonly (readonly [tier: number, serial: number, first: First])[];
}

/** One of the entries that should not have been together: a scan's id, its time, its gate. */
export interface ClashingScan {
  readonly id: string;
  readonly at: number;
  readonly gate: string;
}

export interface EntryChange {
  readonly kind: "entry";
  readonly seq: number;
  readonly listId: number;
  readonly tier: number;
  readonly serial: number;
  readonly entries: number;
  readonly inside: number;
  readonly first: First | null;
  readonly clash: readonly ClashingScan[] | null;
}

export type SetName = "known" | "pending" | "revoked" | "blocked";

/** One thing to learn. Absolute: applying it twice changes nothing. */
export type Change =
  | EntryChange
  | { readonly kind: "set"; readonly seq: number; readonly what: SetName; readonly tier: number; readonly on: string; readonly off: string }
  | { readonly kind: "epoch"; readonly seq: number; readonly tier: number; readonly serial: number; readonly epoch: number }
  /** Load the whole state again; also what a kind means that this version does not know. */
  | { readonly kind: "rules"; readonly seq: number };

/** Somebody went through here. */
export interface Passage {
  readonly tier: number;
  readonly serial: number;
  readonly direction: Direction;
  readonly first: First;
}

export interface Changes {
  readonly cursor: number;
  readonly serverTime: number;
  /** The cursor is unknown or too old: load the whole state. */
  readonly reset: boolean;
  readonly changes: readonly Change[];
  readonly counts: Counts;
}

const named = object(({ get }) => ({ id: get("id", integer), name: get("name", text) }));

const serials: Reader<string> = (value, path) => {
  const written = text(value, path);
  readSet(written, path);
  return written;
};

const passed = { entered: 0, exited: 0 };
const readPassed = object<Passed>(({ get }) => ({ entered: get("entered", integer), exited: get("exited", integer) }));

export const NO_COUNTS: Counts = { gate: passed, inside: 0, admitted: 0, issued: 0, clashes: 0, gates: [] };

export const readCounts = object<Counts>(({ get }) => ({
  gate: get("gate", readPassed),
  inside: get("inside", integer),
  admitted: get("admitted", integer),
  issued: get("issued", integer),
  clashes: get("clashes", integer),
  gates: get("gates", list((value, path) => ({ ...named(value, path), ...readPassed(value, path) }))),
}));

const pair: Reader<readonly [number, number]> = (value, path) => {
  const [serial, epoch, ...more] = list(integer)(value, path);
  if (serial === undefined || epoch === undefined || more.length > 0) throw new ShapeError(`${path} is no pair`);
  return [serial, epoch];
};

const readTierSnapshot = object<TierSnapshot>(({ get }) => ({
  number: get("number", integer),
  name: get("name", text),
  paper: get("paper", flag),
  known: get("known", serials),
  pending: get("pending", serials),
  revoked: get("revoked", serials),
  blocked: get("blocked", serials),
  admitted: get("admitted", serials),
  inside: get("inside", serials),
  epochs: get("epochs", list(serials)),
  epochsAbove: get("epochs_above", list(pair)),
}));

/** A tier where only its number matters: by itself, or with its name. */
const tierNumber: Reader<number> = (value, path) =>
  typeof value === "number" ? integer(value, path) : object(({ get }) => get("number", integer))(value, path);

export const readSnapshot = object<Snapshot & { readonly serverTime: number }>(({ get }) => ({
  cursor: get("cursor", integer),
  serverTime: get("server_time", instant),
  event: get(
    "event",
    object((event) => ({
      ref: event.get("ref", text),
      opensAt: event.get("opens_at", instant),
      cancelled: event.get("cancelled", flag),
      names: event.get("names", flag),
    })),
  ),
  gate: get("gate", object((gate) => ({ id: gate.get("id", integer), name: gate.get("name", text), tiers: gate.get("tiers", list(tierNumber)) }))),
  gates: get("gates", list(named)),
  list: get(
    "list",
    object((each) => ({
      id: each.get("id", integer),
      name: each.get("name", text),
      entrance: each.get("entrance", flag),
      reentry: each.get("reentry", oneOf("never", "after_exit", "any")),
    })),
  ),
  keys: get("keys", list(object((key) => ({ kid: key.get("kid", text), publicKey: key.get("public_key", text) })))),
  tiers: get("tiers", list(readTierSnapshot)),
  counts: get("counts", readCounts),
  firsts: [],
}));

export const readFirst = object<First>(({ get }) => ({ at: get("at", instant), gate: get("gate", text) }));

export const readClash = list(object<ClashingScan>(({ get }) => ({ id: get("id", text), at: get("at", instant), gate: get("gate", text) })));

const readChange = object<Change>(({ get }) => {
  const seq = get("seq", integer);
  switch (get("kind", text)) {
    case "entry":
      return {
        kind: "entry",
        seq,
        listId: get("list_id", integer),
        tier: get("tier", integer),
        serial: get("serial", integer),
        entries: get("entries", integer),
        inside: get("inside", integer),
        first: get("first", nullable(readFirst)),
        clash: get("clash", nullable(readClash)),
      };
    case "set":
      return {
        kind: "set",
        seq,
        what: get("what", oneOf("known", "pending", "revoked", "blocked")),
        tier: get("tier", integer),
        on: get("on", serials),
        off: get("off", serials),
      };
    case "epoch":
      return { kind: "epoch", seq, tier: get("tier", integer), serial: get("serial", integer), epoch: get("epoch", integer) };
    default:
      return { kind: "rules", seq };
  }
});

export const readChanges = object<Changes>(({ get }) => ({
  cursor: get("cursor", integer),
  serverTime: get("server_time", instant),
  reset: get("reset", flag),
  changes: get("changes", list(readChange)),
  counts: get("counts", readCounts),
}));

export const readServerTime = object(({ get }) => get("server_time", instant));
