import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Unpaired } from "../door/domain/delivery.ts";
import type { Device } from "../door/domain/device.ts";
import { STAY_MS } from "../door/domain/flow.ts";
import type { Tone } from "../door/domain/flow.ts";
import { startSession } from "../door/session.ts";
import type { Session } from "../door/session.ts";
import { createQueue } from "../door/store/queue.ts";
import type { Queue } from "../door/store/queue.ts";
import { freshStorage } from "./store/storage.ts";
import { clock, createServer, device, pairing, pass, problem, scan } from "./world.ts";
import type { Server } from "./world.ts";

let queue: Queue;
let server: Server;
let session: Session;
let verdicts: Tone[];
let unpaired: Unpaired[];
let devices: Device[];
let visible: boolean;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  queue = createQueue(await freshStorage());
  server = createServer();
  verdicts = [];
  unpaired = [];
  devices = [];
  visible = true;
});

afterEach(() => {
  session.stop();
  vi.useRealTimers();
});

async function start(): Promise<void> {
  session = startSession({
    pairing,
    api: server,
    queue,
    clock,
    random: () => 0,
    isVisible: () => visible,
    onVerdict: (tone) => verdicts.push(tone),
    onUnpaired: (why) => unpaired.push(why),
    onDevice: (told) => devices.push(told),
  });
  await pass(0);
}

const state = (): ReturnType<Session["state"]["get"]> => session.state.get();

describe("without a connection", () => {
  test("scan_isUndecidedNeverGreen_andCountedAsUnsent", async () => {
    server.trouble = { kind: "network" };
    await start();
    session.frame(["EL1:A"]);
    await pass(0);
    expect(state()).toMatchObject({ connection: "offline", waiting: 1, face: { tone: "undecided", reason: "no_connection" } });
    expect(verdicts).toEqual(["undecided"]);
  });

  test("answerWhileTheVerdictStillShows_takesItsPlace", async () => {
    server.trouble = { kind: "network" };
    await start();
    session.frame(["EL1:A"]);
    await pass(0);
    server.trouble = null;
    await pass(2000);
    expect(state()).toMatchObject({ face: { tone: "admitted" }, waiting: 0, unseen: 0 });
    expect(verdicts).toEqual(["undecided", "admitted"]);
    expect((await queue.state()).answered).toMatchObject([{ late: false, seen: true }]);
  });

  test("answerAfterTheVerdictHasGone_isCountedAsUnseen", async () => {
    server.trouble = { kind: "network" };
    await start();
    session.frame(["EL1:A"]);
    await pass(0);
    session.dismiss();
    server.trouble = null;
    await pass(5000);
    expect(state()).toMatchObject({ face: null, waiting: 0, unseen: 1, connection: "online" });
    expect(verdicts).toEqual(["undecided"]);
  });

  test("queueLeftByAnEarlierStart_isSentAtOnce", async () => {
    await queue.append(scan());
    await start();
    expect(server.received).toHaveLength(1);
    expect(state()).toMatchObject({ waiting: 0, unseen: 1 });
  });

  test("refusedScan_isCountedAsFailed", async () => {
    await start();
    server.trouble = problem(422, "validation_failed");
    session.enter("EL1:A", "keyboard");
    await pass(0);
    expect(state()).toMatchObject({ failed: 1, waiting: 0, face: { tone: "undecided", reason: "validation_failed" } });
  });

  test("revokedDevice_isTold", async () => {
    server.trouble = problem(401, "device_revoked");
    await start();
    expect(new Set(unpaired)).toEqual(new Set(["device_revoked"]));
  });
});

describe("with a connection", () => {
  test("scan_onItsWay_isCheckedAndNotCountedAsUnsent", async () => {
    await start();
    const behind = createServer();
    let arrive: () => void = () => undefined;
    server.checkIn = async (token, sent) => {
      await new Promise<void>((resolve) => {
        arrive = resolve;
      });
      return behind.checkIn(token, sent);
    };
    session.frame(["EL1:A"]);
    await pass(0);
    await session.refreshQueue();
    expect(await queue.waiting()).toHaveLength(1);
    expect(state()).toMatchObject({ checking: true, waiting: 0 });
    arrive();
    await pass(0);
    expect(state()).toMatchObject({ checking: false, waiting: 0, face: { tone: "admitted", tier: "Mitglied" } });
  });

  test("verdict_goesByItself", async () => {
    await start();
    session.frame(["EL1:A"]);
    await pass(0);
    await pass(STAY_MS.admitted - 1);
    expect(state().face).not.toBeNull();
    await pass(1);
    expect(state().face).toBeNull();
  });

  test("sources_reachTheServer", async () => {
    await start();
    session.enter(" EL1:W \n", "wedge");
    session.enter("EL1:K", "keyboard");
    session.enter("   ", "keyboard");
    await pass(1000);
    expect(server.received.map((sent) => [sent.code, sent.source])).toEqual([
      ["EL1:W", "wedge"],
      ["EL1:K", "keyboard"],
    ]);
  });

  test("blankCode_isNoScan", async () => {
    await start();
    session.enter("  \n", "keyboard");
    expect(state().checking).toBe(false);
  });

  test("admission_refreshesTheCountsAtOnce", async () => {
    await start();
    expect(state().counts).toEqual({ gate: 0, total: 0, issued: 200 });
    session.frame(["EL1:A"]);
    await pass(0);
    expect(state().counts).toEqual({ gate: 1, total: 1, issued: 200 });
  });

  test("counts_arePolledOnlyWhileSomebodyLooks", async () => {
    await start();
    server.admitted.set("EL1:ELSEWHERE", 1);
    visible = false;
    await pass(20_000);
    expect(state().counts?.total).toBe(0);
    visible = true;
    await pass(5000);
    expect(state().counts?.total).toBe(1);
  });

  test("freshFactsAboutTheDevice_areShownAndPassedOn", async () => {
    const moved = { ...device, gate: { ...device.gate, name: "Keller" } };
    server.device = () => Promise.resolve({ ok: true, value: moved });
    await start();
    expect(state().device).toEqual(moved);
    expect(devices).toEqual([moved]);
  });

  test("stopped_changesNothingMore", async () => {
    await start();
    const before = state();
    session.stop();
    session.frame(["EL1:A"]);
    await pass(20_000);
    expect(state()).toBe(before);
  });
});
