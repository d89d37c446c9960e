/** Doors at work in tests: its storage, its memory, its session, and what they have told. */
import { afterEach, beforeEach, vi } from "vitest";
import type { Unpaired } from "../door/domain/delivery.ts";
import type { Device } from "../door/domain/device.ts";
import type { Tone } from "../door/domain/flow.ts";
import { openMemory } from "../door/memory.ts";
import type { Memory } from "../door/memory.ts";
import type { Api } from "../door/net/api.ts";
import { startSession } from "../door/session.ts";
import type { Session } from "../door/session.ts";
import type { DoorState } from "../door/state.ts";
import { openQueue } from "../door/store/queue.ts";
import type { Queue } from "../door/store/queue.ts";
import type { Database } from "../door/store/schema.ts";
import { createStateStore } from "../door/store/state-store.ts";
import { FakeServer } from "./server.ts";
import { freshStorage, reload } from "./store/storage.ts";
import { EVENING, clock, device, pairing, pass, verify } from "./world.ts";

export const NETWORK = { kind: "network" } as const;

export interface TestDoor {
  readonly session: Session;
  readonly queue: Queue;
  readonly memory: Memory;
  readonly verdicts: Tone[];
  readonly unpaired: Unpaired[];
  readonly devices: Device[];
  state(): DoorState;
  /** Scans by camera and lets the storage and the server work; then puts the verdict away. */
  scan(code: string, waitMs?: number): Promise<DoorState["face"]>;
}

export async function openDoor(database: Database, server: Api): Promise<TestDoor> {
  const queue = await openQueue(database);
  const memory = await openMemory(createStateStore(database), device, clock);
  const told = { verdicts: [] as Tone[], unpaired: [] as Unpaired[], devices: [] as Device[] };
  const session = startSession({
    pairing,
    api: server,
    queue,
    memory,
    clock,
    random: () => 0,
    verify,
    onVerdict: (tone) => told.verdicts.push(tone),
    onUnpaired: (why) => told.unpaired.push(why),
    onDevice: (fresh) => told.devices.push(fresh),
  });
  await pass(0);
  return {
    ...told,
    session,
    queue,
    memory,
    state: () => session.state.get(),
    scan: async (code, waitMs = 0) => {
      session.enter(code, "keyboard");
      await pass(waitMs);
      const { face } = session.state.get();
      session.dismiss();
      return face;
    },
  };
}

/** One door and its server, new for each test, on a clock that only the test moves. */
export class Stage {
  database!: Database;
  server!: FakeServer;
  door!: TestDoor;

  constructor() {
    beforeEach(async () => {
      // Storage runs on immediates, which stay real.
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"], now: EVENING });
      this.database = await freshStorage();
      this.server = new FakeServer();
    });
    afterEach(() => {
      this.door.session.stop();
      vi.useRealTimers();
    });
  }

  state(): DoorState {
    return this.door.state();
  }

  async start(): Promise<void> {
    this.door = await openDoor(this.database, this.server);
  }

  async startOffline(): Promise<void> {
    await this.start();
    this.server.cut(NETWORK);
    await pass(0);
  }

  /** The page is loaded again. */
  async restart(): Promise<void> {
    this.door.session.stop();
    await this.door.memory.settled();
    this.database = await reload(this.database);
    await this.start();
  }
}
