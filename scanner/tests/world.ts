/** The facts that tests share, and their clock. */
import { vi } from "vitest";
import type { Clock } from "../shared/clock.ts";
import type { Problem } from "../shared/errors.ts";
import { asScanId } from "../shared/ids.ts";
import type { ScanId } from "../shared/ids.ts";
import type { PassResult } from "../shared/pass/read.ts";
import { err, ok } from "../shared/result.ts";
import type { Device, Pairing } from "../door/domain/device.ts";
import type { Outcome, Reason } from "../door/domain/outcome.ts";
import type { Scan } from "../door/domain/scan.ts";
import { NO_COUNTS } from "../door/domain/snapshot.ts";
import type { Passage, Snapshot, TierSnapshot } from "../door/domain/snapshot.ts";

export const EVENT_REF = "e1c5a7f00d5eed42";

/** 22 November 2026, 19:00 UTC: eight in the evening in Leipzig. */
export const EVENING = Date.UTC(2026, 10, 22, 19, 0);

export const device: Device = {
  id: 7,
  name: "Hofhandy",
  role: "steward",
  collective: { name: "Kollektiv Ost" },
  event: {
    ref: EVENT_REF,
    name: "Sommerfest",
    venue: "Ostwerk",
    startsAt: EVENING,
    endsAt: EVENING + 8 * 3_600_000,
    timezone: "Europe/Berlin",
  },
  gate: { id: 1, name: "Hof", tiers: [{ number: 1, name: "Mitglied" }] },
  checkInList: { id: 1, name: "Tür" },
};

export const pairing: Pairing = { token: "secret", device };

/** What the server knows at cursor 10: two hundred tickets of tier 1, nobody in. */
export function snapshot(tier: Partial<TierSnapshot> = {}, change: Partial<Snapshot> = {}): Snapshot {
  const none = { known: "r:0-199", pending: "r:", revoked: "r:", blocked: "r:", admitted: "r:", inside: "r:", epochs: [], epochsAbove: [] };
  return {
    cursor: 10,
    event: { ref: EVENT_REF, opensAt: EVENING - 12 * 3_600_000, cancelled: false, names: false },
    gate: { id: 1, name: "Hof", tiers: [1] },
    gates: [{ id: 1, name: "Hof" }, { id: 2, name: "Keller" }],
    list: { id: 1, name: "Tür", entrance: true, reentry: "never" },
    keys: [],
    tiers: [{ number: 1, name: "Mitglied", paper: true, ...none, ...tier }],
    counts: { ...NO_COUNTS, issued: 200, gates: [{ id: 1, name: "Hof", entered: 0, exited: 0 }] },
    firsts: [],
    ...change,
  };
}

export function scanId(number: number): ScanId {
  const id = asScanId(`00000000-0000-4000-8000-${String(number).padStart(12, "0")}`);
  if (id === null) throw new Error("no id");
  return id;
}

export function scan(change: Partial<Scan> = {}): Scan {
  return {
    id: scanId(1),
    code: "EL1:1",
    direction: "entry",
    scannedAt: EVENING,
    syncedAt: EVENING - 1000,
    clock: "monotonic",
    source: "camera",
    eventRef: EVENT_REF,
    listId: 1,
    shown: null,
    passage: null,
    ...change,
  };
}

/** A scan whose person was told by the device, and let through, with the ticket of this serial. */
export function toldScan(serial: number, change: Partial<Scan> = {}): Scan {
  const passage: Passage = { tier: 1, serial, direction: "entry", first: { at: EVENING, gate: "Hof" } };
  return scan({ code: `EL1:${serial}`, shown: { outcome: "admitted", reason: null }, passage, ...change });
}

export function admission(change: Partial<Outcome> = {}): Outcome {
  return {
    id: scanId(1),
    outcome: "admitted",
    reason: null,
    tier: { number: 1, name: "Mitglied" },
    serial: 12,
    medium: "phone",
    gate: "Hof",
    decidedAt: EVENING,
    first: null,
    clash: false,
    note: null,
    name: null,
    ...change,
  };
}

export function refusal(reason: Reason, change: Partial<Outcome> = {}): Outcome {
  return admission({ outcome: "refused", reason, ...change });
}

/** Codes of these tests: `EL1:` and a serial is a paper ticket of tier 1; another text after it is a forged one. */
export function verify(code: string): Promise<PassResult> {
  const [, serial] = /^EL1:(\d+)$/u.exec(code) ?? [];
  if (serial === undefined) {
    const error = code.startsWith("EL1:") ? ({ code: "signature_invalid", stage: null } as const) : ({ code: "not_a_pass", stage: null } as const);
    return Promise.resolve(err(error));
  }
  const expiresAt = EVENING / 1000 + 24 * 3600;
  const pass = { kid: "00", eventRef: EVENT_REF, tier: 1, serial: Number(serial), epoch: 0, expiresAt, proofAt: null, holderKey: null };
  return Promise.resolve(ok(pass));
}

export function problem(status: number, code: string, change: Partial<Problem> = {}): Problem {
  return { kind: "problem", status, code, title: "Titel", detail: "Einzelheit", retryAfterMs: null, ...change };
}

/** Node's, whose types the door app itself must not see. The in-memory storage works on it, so tests leave it real. */
declare function setImmediate(callback: () => void): void;

export async function settle(): Promise<void> {
  for (let round = 0; round < 30; round += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** Lets the storage work, then time pass, then the storage work again. */
export async function pass(ms: number): Promise<void> {
  await settle();
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
}

/** A clock that vitest's fake timers move. */
export const clock: Clock = { wall: () => Date.now(), monotonic: () => Date.now() };
