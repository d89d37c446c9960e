import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Unpaired } from "../../door/domain/delivery.ts";
import type { AnsweredScan } from "../../door/domain/scan.ts";
import { createSender } from "../../door/net/sender.ts";
import type { Sender, SenderOptions } from "../../door/net/sender.ts";
import { createQueue } from "../../door/store/queue.ts";
import type { Queue } from "../../door/store/queue.ts";
import type { Database } from "../../door/store/schema.ts";
import { freshStorage, reload } from "../store/storage.ts";
import { clock, createServer, pairing, pass, problem, scan, scanId } from "../world.ts";
import type { Server } from "../world.ts";

let database: Database;
let queue: Queue;
let server: Server;
let late: AnsweredScan[];
let connection: boolean[];
let unpaired: Unpaired[];
let running: Sender[];

beforeEach(async () => {
  // Storage runs on immediates, which stay real.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  database = await freshStorage();
  queue = createQueue(database);
  server = createServer();
  late = [];
  connection = [];
  unpaired = [];
  running = [];
});

afterEach(() => {
  for (const sender of running) sender.stop();
  vi.useRealTimers();
});

function start(change: Partial<SenderOptions> = {}): Sender {
  const sender = createSender({
    pairing,
    queue,
    clock,
    random: () => 0,
    checkIn: (token, sent) => server.checkIn(token, sent),
    onQueue: () => undefined,
    onLate: (answered) => late.push(answered),
    onConnection: (online) => connection.push(online),
    onUnpaired: (why) => unpaired.push(why),
    ...change,
  });
  running.push(sender);
  return sender;
}

const waitingIds = async (): Promise<string[]> => (await queue.waiting()).map((each) => each.id);

describe("no scan is lost", () => {
  test("scan_isWrittenBeforeItIsSent", async () => {
    const stored: number[] = [];
    const sender = start({
      checkIn: async (token, sent) => {
        stored.push((await queue.waiting()).length);
        return server.checkIn(token, sent);
      },
    });
    await sender.submit("EL1:A", "camera");
    expect(stored).toEqual([1]);
    expect(await waitingIds()).toEqual([]);
  });

  test("fullStorage_saysSoAndSendsNothing", async () => {
    const full: Queue = { ...queue, append: () => Promise.reject(new DOMException("full", "QuotaExceededError")) };
    const { verdict } = await start({ queue: full }).submit("EL1:A", "camera");
    expect(verdict).toEqual({ kind: "unsaved" });
    expect(server.received).toEqual([]);
  });

  test.each([
    [{ kind: "network" }, "no_connection"],
    [{ kind: "timeout" }, "timeout"],
    [{ kind: "unreadable", status: 200 }, "no_connection"],
    [problem(500, "internal"), "server_error"],
    [problem(429, "rate_limited"), "busy"],
  ] as const)("%j_isUndecidedAndWaits", async (trouble, why) => {
    server.trouble = trouble;
    const { id, verdict } = await start().submit("EL1:A", "camera");
    expect(verdict).toEqual({ kind: "waiting", why });
    expect(await waitingIds()).toEqual([id]);
  });

  test("lostAnswer_isAskedAgainWithTheSameId_andAdmitsOnce", async () => {
    server.losesAnswers = true;
    const { id } = await start().submit("EL1:A", "camera");
    server.losesAnswers = false;
    await pass(1000);
    expect(server.received.map((each) => each.id)).toEqual([id, id]);
    expect(late).toMatchObject([{ id, outcome: { outcome: "admitted" }, late: true, seen: false }]);
    expect(await waitingIds()).toEqual([]);
  });

  test("reload_resendsTheSameScan", async () => {
    server.trouble = { kind: "network" };
    const sender = start();
    const { id } = await sender.submit("EL1:A", "keyboard");
    sender.stop();
    queue = createQueue(await reload(database));
    server.trouble = null;
    await start().flush();
    expect(server.received).toMatchObject([{ id, code: "EL1:A", source: "keyboard" }]);
    expect(await waitingIds()).toEqual([]);
    expect((await queue.state()).answered).toMatchObject([{ id, late: true }]);
  });

  test("answerThatCannotBeWritten_isShown_andTheScanStays", async () => {
    const stuck: Queue = { ...queue, answer: () => Promise.reject(new DOMException("full", "QuotaExceededError")) };
    const { id, verdict } = await start({ queue: stuck }).submit("EL1:A", "camera");
    expect(verdict).toMatchObject({ kind: "answered", outcome: { outcome: "admitted" } });
    expect(await waitingIds()).toEqual([id]);
    await pass(1000);
    expect(server.received).toHaveLength(2);
  });

  test("stoppedOnTheWay_tellsNobody_andTheScanStays", async () => {
    let arrive: () => void = () => undefined;
    const sender = start({
      checkIn: async (token, sent) => {
        await new Promise<void>((resolve) => {
          arrive = resolve;
        });
        return server.checkIn(token, sent);
      },
    });
    const submitted = sender.submit("EL1:A", "camera");
    await pass(0);
    sender.stop();
    arrive();
    await submitted;
    expect(connection).toEqual([]);
    expect(await waitingIds()).toHaveLength(1);
  });

  test("stopped_showsNothingMore", async () => {
    server.trouble = { kind: "network" };
    const sender = start();
    await sender.submit("EL1:A", "camera");
    sender.stop();
    server.trouble = null;
    await pass(60_000);
    expect(server.received).toEqual([]);
    expect(await waitingIds()).toHaveLength(1);
  });
});

describe("what cannot succeed", () => {
  test.each([400, 413, 422])("problem%i_goesToTheFailedList_andIsNotRepeated", async (status) => {
    server.trouble = problem(status, "validation_failed");
    const { id, verdict } = await start().submit("EL1:A", "camera");
    expect(verdict).toMatchObject({ kind: "unsendable", problem: { code: "validation_failed" } });
    server.trouble = null;
    await pass(120_000);
    expect(server.received).toEqual([]);
    expect((await queue.state()).failed).toMatchObject([{ scan: { id }, why: { code: "validation_failed", title: "Titel" } }]);
  });

  test("failedScan_doesNotHoldUpTheOthers", async () => {
    await queue.append(scan({ id: scanId(1), code: "EL1:BAD" }));
    await queue.append(scan({ id: scanId(2), code: "EL1:GOOD", scannedAt: scan().scannedAt + 1 }));
    await start({
      checkIn: (token, sent) =>
        sent.code === "EL1:BAD" ? Promise.resolve({ ok: false, error: problem(422, "x") }) : server.checkIn(token, sent),
    }).flush();
    expect([...server.admitted.keys()]).toEqual(["EL1:GOOD"]);
  });

  test("revokedDevice_isTold_andTheScanStays", async () => {
    server.trouble = problem(401, "device_revoked");
    const { id } = await start().submit("EL1:A", "camera");
    expect(unpaired).toEqual(["device_revoked"]);
    expect(await waitingIds()).toEqual([id]);
  });

  test("scansOfAnotherEvent_areNotSent", async () => {
    await queue.append(scan({ eventRef: "other" }));
    await start().flush();
    expect(server.received).toEqual([]);
  });
});

describe("trying again", () => {
  test("failures_waitLongerEachTime", async () => {
    const attempts: number[] = [];
    const begin = Date.now();
    const sender = start({
      checkIn: () => {
        attempts.push(Date.now() - begin);
        return Promise.resolve({ ok: false, error: { kind: "network" } });
      },
    });
    await sender.submit("EL1:A", "camera");
    for (let second = 0; second < 20; second += 1) await pass(1000);
    expect(attempts).toEqual([0, 1000, 3000, 7000, 15_000]);
  });

  test("flush_stopsAtTheFirstFailure", async () => {
    await queue.append(scan({ id: scanId(1) }));
    await queue.append(scan({ id: scanId(2) }));
    let asked = 0;
    await start({
      checkIn: () => {
        asked += 1;
        return Promise.resolve({ ok: false, error: { kind: "network" } });
      },
    }).flush();
    expect(asked).toBe(1);
  });

  test("connectionThatComesBackWithANewScan_bringsTheOldOnesAlong", async () => {
    server.trouble = { kind: "network" };
    const sender = start();
    await sender.submit("EL1:A", "camera");
    await sender.submit("EL1:B", "camera");
    server.trouble = null;
    await sender.submit("EL1:C", "camera");
    await pass(0);
    expect(new Set(server.admitted.keys())).toEqual(new Set(["EL1:A", "EL1:B", "EL1:C"]));
    expect(await waitingIds()).toEqual([]);
    expect(connection.at(-1)).toBe(true);
  });

  test("twoFlushesAtOnce_sendEachScanOnce", async () => {
    await queue.append(scan());
    const sender = start();
    await Promise.all([sender.flush(), sender.flush()]);
    expect(server.received).toHaveLength(1);
  });
});

describe("the same code again", () => {
  test("whileItsScanIsOpen_isTheSameQuestion_andItsAnswerIsNotLate", async () => {
    server.trouble = { kind: "network" };
    const sender = start();
    const first = await sender.submit("EL1:A", "camera");
    server.trouble = null;
    const second = await sender.submit("EL1:A", "camera");
    expect(second).toMatchObject({ id: first.id, verdict: { kind: "answered", outcome: { outcome: "admitted" }, ownLate: null } });
    expect(late).toEqual([]);
  });

  test("afterItsLateAnswer_isExplained", async () => {
    server.trouble = { kind: "network" };
    const sender = start();
    const first = await sender.submit("EL1:A", "camera");
    server.trouble = null;
    await pass(1000);
    const { verdict } = await sender.submit("EL1:A", "camera");
    expect(verdict).toMatchObject({ outcome: { reason: "already_redeemed" }, ownLate: { id: first.id } });
  });

  test("whileItsVerdictIsAwaited_isAsked", async () => {
    const seen: boolean[] = [];
    const sender: Sender = start({
      checkIn: (token, sent) => {
        seen.push(sender.isAsked(sent.id));
        return server.checkIn(token, sent);
      },
    });
    const { id } = await sender.submit("EL1:A", "camera");
    expect(seen).toEqual([true]);
    expect(sender.isAsked(scanId(1))).toBe(false);
    expect(id).not.toBe(scanId(1));
  });
});
