/** In-memory counterparts of the server and the clock, and the facts that tests share. */
import { vi } from "vitest";
import type { Clock } from "../shared/clock.ts";
import type { Failure, Problem } from "../shared/errors.ts";
import { asScanId } from "../shared/ids.ts";
import type { ScanId } from "../shared/ids.ts";
import { err, ok } from "../shared/result.ts";
import type { Result } from "../shared/result.ts";
import type { Device, Pairing } from "../door/domain/device.ts";
import type { Outcome } from "../door/domain/outcome.ts";
import { NO_COUNTS } from "../door/domain/snapshot.ts";
import type { Snapshot, TierSnapshot } from "../door/domain/snapshot.ts";
import type { Scan } from "../door/domain/scan.ts";
import type { Api } from "../door/net/api.ts";

/** 22 November 2026, 19:00 UTC: eight in the evening in Leipzig. */
export const EVENING = Date.UTC(2026, 10, 22, 19, 0);

export const device: Device = {
  id: 7,
  name: "Hofhandy",
  role: "steward",
  collective: { name: "Kollektiv Ost" },
  event: {
    ref: "ev1",
    name: "Sommerfest",
    venue: "Ostwerk",
    startsAt: EVENING,
    endsAt: EVENING + 8 * 3_600_000,
    timezone: "Europe/Berlin",
  },
  gate: { id: 1, name: "Hof", tiers: [{ number: 0, name: "Mitglied" }] },
  checkInList: { id: 1, name: "Tür" },
};

export const pairing: Pairing = { token: "secret", device };

/** What the server knows at cursor 10: two hundred tickets of tier 1, nobody in. */
export function snapshot(tier: Partial<TierSnapshot> = {}, change: Partial<Snapshot> = {}): Snapshot {
  const none = { known: "r:0-199", pending: "r:", revoked: "r:", blocked: "r:", admitted: "r:", inside: "r:", epochs: [], epochsAbove: [] };
  return {
    cursor: 10,
    event: { ref: "e1c5a7f00d5eed42", opensAt: EVENING - 12 * 3_600_000, cancelled: false, names: false },
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
  return { id: scanId(1), code: "EL1:A", scannedAt: EVENING, source: "camera", eventRef: "ev1", ...change };
}

export function admission(change: Partial<Outcome> = {}): Outcome {
  return {
    id: scanId(1),
    outcome: "admitted",
    tier: { number: 0, name: "Mitglied" },
    serial: 12,
    medium: "phone",
    gate: "Hof",
    decidedAt: EVENING,
    first: null,
    ...change,
  } as Outcome;
}

export function problem(status: number, code: string, change: Partial<Problem> = {}): Problem {
  return { kind: "problem", status, code, title: "Titel", detail: "Einzelheit", retryAfterMs: null, ...change };
}

/** Node's, whose types the door app itself must not see. The in-memory storage works on it, so tests leave it real. */
declare function setImmediate(callback: () => void): void;

async function settle(): Promise<void> {
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

export interface Server extends Api {
  /** What stands between device and server now; `null` for a free way. */
  trouble: Failure | null;
  /** The answer is made and durable, but does not arrive. */
  losesAnswers: boolean;
  /** Every scan that reached the server, repeats included. */
  readonly received: Scan[];
  readonly admitted: Map<string, number>;
  /** Asked to delete the device this often. */
  unpaired: number;
}

/** Admits every code once; answers a known id as it did the first time, whatever has happened since. */
export function createServer(): Server {
  const answers = new Map<string, Outcome>();
  const server: Server = {
    trouble: null,
    losesAnswers: false,
    received: [],
    admitted: new Map(),
    unpaired: 0,
    pair: () => reach(() => pairing),
    device: () => reach(() => device),
    counts: () => reach(() => ({ gate: server.admitted.size, total: server.admitted.size, issued: 200 })),
    unpair: () =>
      reach(() => {
        server.unpaired += 1;
        return undefined;
      }),
    checkIn: (_token, sent) => reach(() => answer(sent)),
  };

  function reach<T>(work: () => T): Promise<Result<T, Failure>> {
    if (server.trouble !== null) return Promise.resolve(err(server.trouble));
    const value = work();
    return Promise.resolve(server.losesAnswers ? err({ kind: "timeout" }) : ok(value));
  }

  function answer(sent: Scan): Outcome {
    server.received.push(sent);
    const known = answers.get(sent.id);
    if (known !== undefined) return known;
    const before = server.admitted.get(sent.code);
    if (before === undefined) server.admitted.set(sent.code, sent.scannedAt);
    const fresh =
      before === undefined
        ? admission({ id: sent.id })
        : ({ ...admission({ id: sent.id }), outcome: "refused", reason: "already_redeemed", first: { at: before, gate: "Hof" } } as Outcome);
    answers.set(sent.id, fresh);
    return fresh;
  }

  return server;
}
