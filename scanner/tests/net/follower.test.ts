import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openMemory } from "../../door/memory.ts";
import type { Memory } from "../../door/memory.ts";
import { SILENCE_MS, startFollower } from "../../door/net/follower.ts";
import type { Follower } from "../../door/net/follower.ts";
import { createStateStore } from "../../door/store/state-store.ts";
import { FakeServer } from "../server.ts";
import { freshStorage } from "../store/storage.ts";
import { EVENING, clock, device, pass, problem } from "../world.ts";

let server: FakeServer;
let memory: Memory;
let follower: Follower;
let connection: boolean[];
let unpaired: string[];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: EVENING });
  server = new FakeServer();
  memory = await openMemory(createStateStore(await freshStorage()), device, clock);
  connection = [];
  unpaired = [];
});

afterEach(() => {
  follower.stop();
  vi.useRealTimers();
});

async function start(): Promise<void> {
  follower = startFollower({
    token: "secret",
    api: server,
    memory,
    clock,
    random: () => 0,
    own: () => [],
    onConnection: (online) => connection.push(online),
    onLearned: () => undefined,
    onUnpaired: (why) => unpaired.push(why),
  });
  await pass(0);
}

/** Times, in ms from the start, at which something was asked for. */
function timesOf(method: "state" | "changes" | "stream"): number[] {
  const times: number[] = [];
  const real = server[method] as (...all: unknown[]) => unknown;
  vi.spyOn(server, method).mockImplementation(((...all: unknown[]) => {
    times.push(Date.now() - EVENING);
    return real(...all);
  }) as never);
  return times;
}

describe("without a server", () => {
  test("attempts_waitLongerEachTime", async () => {
    server.cut({ kind: "network" });
    const asked = timesOf("state");
    await start();
    for (let second = 0; second < 20; second += 1) await pass(1000);
    expect(asked).toEqual([0, 1000, 3000, 7000, 15_000]);
    expect(connection.includes(true)).toBe(false);
  });

  test("wake_asksAtOnce", async () => {
    server.cut({ kind: "network" });
    const asked = timesOf("state");
    await start();
    await pass(5000);
    follower.wake();
    await pass(0);
    expect(asked.at(-1)).toBe(5000);
  });

  test("serverThatKnowsAnotherLanguage_isNone", async () => {
    server.cut({ kind: "unreadable", status: 200 });
    await start();
    expect([connection, memory.knowledge]).toEqual([[false], null]);
  });
});

describe("the line", () => {
  test("afterABreak_whatWasMissedIsAskedFor", async () => {
    await start();
    server.cut({ kind: "network" });
    server.letInElsewhere(5, EVENING);
    expect(memory.knowledge?.ticket(1, 5)?.entries).toBe(0);
    server.cut(null);
    await pass(5000);
    expect(memory.knowledge?.ticket(1, 5)?.entries).toBe(1);
    expect(server.loads).toBe(1);
  });

  test("signsOfLife_keepItOpen", async () => {
    await start();
    for (let ten = 0; ten < 6; ten += 1) {
      await pass(10_000);
      server.say("time", { server_time: new Date(Date.now()).toISOString() });
    }
    expect(server.streams).toBe(1);
    expect(memory.now()?.syncedAt).toBe(EVENING + 60_000);
  });

  test("silence_endsIt_andOpensAnother", async () => {
    await start();
    await pass(SILENCE_MS);
    expect(server.streams).toBe(2);
  });

  test("heldBackOnTheWay_changesAreAskedForInstead", async () => {
    server.stream = ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => { resolve({ kind: "network" }); });
      });
    await start();
    await pass(SILENCE_MS);
    server.letInElsewhere(5, EVENING);
    await pass(2000);
    expect(memory.knowledge?.ticket(1, 5)?.entries).toBe(1);
  });

  test("thatBreaksAtOnce_isNotOpenedAgainAndAgain", async () => {
    const opened = timesOf("stream");
    vi.spyOn(server, "stream").mockImplementation(() => {
      opened.push(Date.now() - EVENING);
      return Promise.resolve({ kind: "network" });
    });
    await start();
    for (let second = 0; second < 20; second += 1) await pass(1000);
    expect(opened.length).toBeLessThan(7);
    expect(connection.includes(false)).toBe(false);
  });

  test("unreadableChanges_loadTheWholeState", async () => {
    await start();
    server.say("changes", { cursor: "x" });
    await pass(0);
    expect(server.loads).toBe(2);
  });

  test("unknownCursor_loadsTheWholeState", async () => {
    await start();
    const { changes } = server;
    server.changes = async (token, after) => {
      const result = await changes(token, after);
      return result.ok ? { ok: true, value: { ...result.value, reset: true, changes: [] } } : result;
    };
    server.cut({ kind: "network" });
    server.cut(null);
    await pass(5000);
    expect(server.loads).toBeGreaterThan(1);
  });

  test("revokedDevice_isToldOnce_andNothingMoreIsAsked", async () => {
    await start();
    server.cut(problem(401, "device_revoked"));
    await pass(1000);
    server.cut(null);
    await pass(60_000);
    expect([unpaired, server.streams]).toEqual([["device_revoked"], 1]);
  });
});
