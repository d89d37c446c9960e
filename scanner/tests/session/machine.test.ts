/** Several phones, one server, and everything that can go wrong between them, in an order that only the seed knows. */
import { IDBFactory } from "fake-indexeddb";
import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { letsThrough } from "../../door/domain/scan.ts";
import type { Api } from "../../door/net/api.ts";
import { openDatabase } from "../../door/store/schema.ts";
import type { Database } from "../../door/store/schema.ts";
import type { Failure } from "../../shared/errors.ts";
import { err } from "../../shared/result.ts";
import type { Result } from "../../shared/result.ts";
import { NETWORK, openDoor } from "../doors.ts";
import type { TestDoor } from "../doors.ts";
import { FakeServer } from "../server.ts";
import { EVENING, pass } from "../world.ts";

const DOORS = 3;
const STEPS = 70;
const TICKETS = 10;

type Chance = () => number;

/** Mulberry32: small, and the same everywhere. */
function chanceOf(seed: number): Chance {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One phone's way to the server: it can be down, lose answers after the server has worked, and deliver twice. */
class Link implements Api {
  up = true;
  lossy = false;
  readonly #server: FakeServer;
  readonly #chance: Chance;
  #cut: () => void = () => undefined;

  constructor(server: FakeServer, chance: Chance) {
    this.#server = server;
    this.#chance = chance;
  }

  down(): void {
    this.up = false;
    this.#cut();
  }

  pair: Api["pair"] = (...all) => this.#carry(() => this.#server.pair(...all));
  device: Api["device"] = (...all) => this.#carry(() => this.#server.device(...all));
  unpair: Api["unpair"] = (...all) => this.#carry(() => this.#server.unpair(...all));
  state: Api["state"] = (...all) => this.#carry(() => this.#server.state(...all));
  changes: Api["changes"] = (...all) => this.#carry(() => this.#server.changes(...all));
  checkIn: Api["checkIn"] = (...all) => this.#carry(() => this.#server.checkIn(...all));
  checkInAll: Api["checkInAll"] = (...all) => this.#carry(() => this.#server.checkInAll(...all));
  stream: Api["stream"] = (call) => {
    if (!this.up) return Promise.resolve(NETWORK);
    const abort = new AbortController();
    this.#cut = () => {
      abort.abort();
    };
    call.signal.addEventListener("abort", this.#cut);
    return this.#server.stream({ ...call, signal: abort.signal });
  };

  async #carry<T>(work: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> {
    if (!this.up) return err(NETWORK);
    if (this.lossy && this.#chance() < 0.2) return err(NETWORK);
    const result = await work();
    if (this.lossy && this.#chance() < 0.2) await work();
    return this.lossy && this.#chance() < 0.3 ? err({ kind: "timeout" }) : result;
  }
}

/** A phone with its storage: what it has shown, and every scan it ever wrote down. */
class Phone {
  readonly ids = new Set<string>();
  greens = 0;
  interrupted = 0;
  door!: TestDoor;
  readonly link: Link;
  readonly #name: string;
  #database!: Database;

  constructor(name: string, server: FakeServer, chance: Chance) {
    this.#name = name;
    this.link = new Link(server, chance);
  }

  async open(): Promise<void> {
    this.#database = await openDatabase(this.#name);
    this.door = await openDoor(this.#database, this.link);
  }

  async reload(): Promise<void> {
    this.note();
    this.door.session.stop();
    await this.door.memory.settled();
    this.#database.close();
    await this.open();
  }

  async scan(serial: number, direction: "entry" | "exit", interrupted: boolean): Promise<void> {
    this.door.session.setDirection(direction);
    if (interrupted) {
      this.door.session.enter(`EL1:${serial}`, "keyboard");
      await pass(0);
      this.interrupted += 1;
      await this.reload();
      return;
    }
    const face = await this.door.scan(`EL1:${serial}`, 300);
    if (face?.tone === "admitted" || face?.tone === "exited" || face?.tone === "clash") this.greens += 1;
    await pass(1000);
    this.note();
  }

  note(): void {
    const { waiting, answered } = this.door.queue.state.get();
    for (const { id } of [...waiting, ...answered]) this.ids.add(id);
  }

  async comeHome(): Promise<void> {
    this.link.up = true;
    this.link.lossy = false;
    for (let round = 0; round < 20; round += 1) {
      this.door.session.wake();
      await pass(2000);
      if (this.door.state().waiting === 0 && this.door.state().connection === "online") break;
    }
    this.note();
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"], now: EVENING });
  globalThis.indexedDB = new IDBFactory();
});

let phones: readonly Phone[] = [];

afterEach(() => {
  for (const { door } of phones) door.session.stop();
  vi.useRealTimers();
});

async function step(phone: Phone, chance: Chance): Promise<void> {
  const what = chance();
  if (what < 0.55) {
    const serial = Math.floor(chance() * TICKETS);
    await phone.scan(serial, chance() < 0.8 ? "entry" : "exit", chance() < 0.1);
  } else if (what < 0.75) {
    if (phone.link.up) phone.link.down();
    else phone.link.up = true;
    await pass(Math.floor(chance() * 4000));
  } else if (what < 0.85) phone.link.lossy = !phone.link.lossy;
  else if (what < 0.95) await phone.reload();
  else await pass(Math.floor(chance() * 30_000));
}

test.each([1, 2, 3, 4, 5, 6])("evening%i_endsTheSameForEverybody_andLosesNothing", async (seed) => {
  const chance = chanceOf(seed);
  const server = new FakeServer();
  phones = Array.from({ length: DOORS }, (_, index) => new Phone(`phone-${index}`, server, chance));
  for (const phone of phones) await phone.open();
  for (let count = 0; count < STEPS; count += 1) {
    const phone = phones[Math.floor(chance() * DOORS)];
    if (phone !== undefined) await step(phone, chance);
  }
  for (const phone of phones) await phone.comeHome();
  // Once more, now that everybody has told everything.
  for (const phone of phones) await phone.comeHome();

  // No scan is lost, and none is invented.
  expect(new Set(server.facts.keys())).toEqual(new Set(phones.flatMap((phone) => [...phone.ids])));
  expect(phones.map(({ door }) => door.state().waiting)).toEqual(phones.map(() => 0));
  // The server believes what the screens have said.
  const through = [...server.facts.values()].filter(({ scan, answer }) => letsThrough(scan.shown ?? answer)).length;
  const greens = phones.reduce((sum, phone) => sum + phone.greens, 0);
  const interrupted = phones.reduce((sum, phone) => sum + phone.interrupted, 0);
  expect(through).toBeGreaterThanOrEqual(greens);
  expect(through).toBeLessThanOrEqual(greens + interrupted);
  for (const phone of phones) {
    // Everybody sees the same end, from whatever was missed and repeated.
    const { knowledge } = phone.door.memory;
    for (let serial = 0; serial < TICKETS; serial += 1) {
      const { first, entries, inside, clashes } = server.fold(serial);
      const known = knowledge?.ticket(1, serial);
      expect([known?.entries, known?.inside]).toEqual([Math.min(1, entries), Math.min(1, inside)]);
      if (first !== null) expect(knowledge?.first(1, serial)).toEqual({ at: first.scan.scannedAt, gate: first.gate });
      // Who let a ticket in that clashes has been told.
      const isMine = [first, ...clashes].some((fact) => fact !== null && phone.ids.has(fact.scan.id));
      if (clashes.length > 0 && isMine) {
        const told = phone.door.queue.state.get().notices.find(({ id }) => id === `clash:1:${serial + 1}`);
        expect(told, `ticket ${serial}`).toMatchObject({ kind: "clash" });
      }
    }
    expect(knowledge?.counts()).toEqual(server.counts());
  }
}, 60_000);
