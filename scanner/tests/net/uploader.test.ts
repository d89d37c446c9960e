import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startUploader } from "../../door/net/uploader.ts";
import type { Uploader } from "../../door/net/uploader.ts";
import { openQueue } from "../../door/store/queue.ts";
import type { Queue } from "../../door/store/queue.ts";
import { FakeServer, someScans } from "../server.ts";
import { freshStorage } from "../store/storage.ts";
import { EVENING, pass, problem, scanId } from "../world.ts";

let queue: Queue;
let server: FakeServer;
let uploader: Uploader;
let batches: number[];
let times: number[];
let unpaired: string[];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: EVENING });
  queue = await openQueue(await freshStorage());
  server = new FakeServer();
  batches = [];
  times = [];
  unpaired = [];
  uploader = startUploader({
    token: "secret",
    api: {
      checkInAll: (token, scans) => {
        batches.push(scans.length);
        times.push(Date.now() - EVENING);
        return server.checkInAll(token, scans);
      },
    },
    queue,
    random: () => 0,
    isFree: ({ id }) => id !== scanId(999),
    onAnswer: (scan, outcome) => queue.answer(scan, outcome),
    onUnpaired: (why) => unpaired.push(why),
  });
});

afterEach(() => {
  uploader.stop();
  vi.useRealTimers();
});

const waiting = (): number => queue.state.get().waiting.length;

async function fill(count: number): Promise<void> {
  for (const scan of someScans(count)) await queue.append(scan);
}

async function untilEmpty(): Promise<void> {
  for (let round = 0; round < 100 && waiting() > 0; round += 1) await pass(0);
}

describe("what fails", () => {
  test("noNetwork_isTriedAgain_waitingLongerEachTime", async () => {
    server.trouble = { kind: "network" };
    await fill(1);
    uploader.flush();
    for (let second = 0; second < 20; second += 1) await pass(1000);
    expect(times).toEqual([0, 1000, 3000, 7000, 15_000]);
    expect(waiting()).toBe(1);
  });

  test("busyServer_isGivenTheTimeItAsksFor", async () => {
    server.trouble = problem(429, "rate_limited", { retryAfterMs: 9000 });
    await fill(1);
    uploader.flush();
    await pass(8999);
    expect(times).toEqual([0]);
    server.trouble = null;
    await pass(1);
    expect(waiting()).toBe(0);
  });

  test("lostAnswers_areAskedForAgain_withTheSameIds", async () => {
    server.losesAnswers = true;
    await fill(3);
    uploader.flush();
    await pass(0);
    server.losesAnswers = false;
    await pass(1000);
    expect([server.received.length, server.facts.size, waiting()]).toEqual([6, 3, 0]);
  });

  test("oneThatTheServerCannotTake_holdsUpNoOther", async () => {
    const { checkInAll } = server;
    server.checkInAll = async (token, scans) => {
      const answer = await checkInAll(token, scans);
      if (!answer.ok) return answer;
      return { ok: true, value: answer.value.map((each, index) => (index === 1 ? { problem: { code: "x", title: "Titel" } } : each)) };
    };
    await fill(3);
    uploader.flush();
    await pass(0);
    expect(queue.state.get()).toMatchObject({ waiting: [], failed: [{ scan: { id: scanId(2) }, why: { code: "x" } }] });
  });

  test("batchThatTheServerCannotTake_isTakenApart", async () => {
    const { checkInAll } = server;
    server.checkInAll = (token, scans) =>
      scans.some(({ id }) => id === scanId(2)) ? Promise.resolve({ ok: false, error: problem(413, "too_large") }) : checkInAll(token, scans);
    await fill(3);
    uploader.flush();
    await pass(0);
    expect(batches).toEqual([3, 1, 1, 1]);
    expect(queue.state.get()).toMatchObject({ waiting: [], failed: [{ scan: { id: scanId(2) }, why: { code: "too_large" } }] });
  });

  test("revokedDevice_isTold_andTheScansStay", async () => {
    server.trouble = problem(401, "device_revoked");
    await fill(2);
    uploader.flush();
    await pass(60_000);
    expect([unpaired, waiting(), batches]).toEqual([["device_revoked"], 2, [2]]);
  });
});

describe("what waits", () => {
  test("goesOldestFirst_inBatchesOfAHundred", async () => {
    await fill(250);
    uploader.flush();
    await untilEmpty();
    expect([batches, waiting()]).toEqual([[100, 100, 50], 0]);
    expect(server.received.map(({ id }) => id)).toEqual(someScans(250).map(({ id }) => id));
  });

  test("longCodes_makeSmallerBatches", async () => {
    for (const scan of someScans(30)) await queue.append({ ...scan, code: "x".repeat(4096) });
    uploader.flush();
    await untilEmpty();
    expect(batches).toEqual([24, 6]);
  });

  test("whoseVerdictIsAwaited_staysBack", async () => {
    await queue.append({ ...(someScans(1)[0] ?? (() => { throw new Error("no scan"); })()), id: scanId(999) });
    uploader.flush();
    await pass(0);
    expect([batches, waiting()]).toEqual([[], 1]);
  });

  test("twoFlushesAtOnce_sendEachScanOnce", async () => {
    await fill(3);
    uploader.flush();
    uploader.flush();
    await pass(0);
    expect(batches).toEqual([3]);
  });

  test("scanThatComesDuringAnUpload_goesWithTheNext", async () => {
    await fill(1);
    uploader.flush();
    const [, second] = someScans(2);
    if (second === undefined) throw new Error("no scan");
    await queue.append(second);
    uploader.flush();
    await pass(0);
    expect([batches, waiting()]).toEqual([[1, 1], 0]);
  });
});
