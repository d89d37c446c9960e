import { describe, expect, test, vi } from "vitest";
import { STAY_MS } from "../../door/domain/flow.ts";
import { SILENCE_MS } from "../../door/net/follower.ts";
import { NETWORK, Stage } from "../doors.ts";
import { EVENING, device, pass, problem } from "../world.ts";

const stage = new Stage();

describe("with a connection", () => {
  test("quickAnswer_isTheVerdict_andNothingWasShownBefore", async () => {
    await stage.start();
    expect(await stage.door.scan("EL1:5")).toMatchObject({ tone: "admitted", by: "server" });
    expect(stage.server.received).toMatchObject([{ shown: null, syncedAt: EVENING }]);
    expect(stage.state()).toMatchObject({ connection: "online", waiting: 0, counts: { gate: { entered: 1 } } });
  });

  test("slowAnswer_theDeviceDecidesIn250ms_andTheServerHearsIt", async () => {
    await stage.start();
    stage.server.slowMs = 2000;
    stage.door.session.frame(["EL1:5"]);
    await pass(249);
    expect(stage.state()).toMatchObject({ checking: true, face: null, waiting: 0 });
    await pass(1);
    expect(stage.state()).toMatchObject({ checking: false, face: { tone: "admitted", by: "device" } });
    await pass(3000);
    expect(stage.server.received.map(({ shown }) => shown?.outcome ?? null)).toEqual([null, "admitted"]);
    expect(stage.server.fold(5)).toMatchObject({ entries: 1, clashes: [] });
    expect(stage.state()).toMatchObject({ waiting: 0, alarm: null, counts: { inside: 1 } });
    expect(stage.door.verdicts).toEqual(["admitted"]);
  });

  test("slowAnswerThatSaysTaken_turnsTheGreenIntoAClash", async () => {
    await stage.start();
    vi.spyOn(stage.server, "say").mockImplementation(() => undefined);
    stage.server.letInElsewhere(5, EVENING - 1000);
    stage.server.slowMs = 400;
    vi.spyOn(stage.server, "checkInAll").mockResolvedValue({ ok: false, error: NETWORK });
    stage.door.session.frame(["EL1:5"]);
    await pass(300);
    expect(stage.state().face).toMatchObject({ tone: "admitted", by: "device" });
    await pass(200);
    expect(stage.state()).toMatchObject({ face: { tone: "clash", headline: "verdict.clash" }, alarm: { kind: "clash" } });
    expect(stage.door.verdicts).toEqual(["admitted", "clash"]);
  });

  test("slowAnswerThatAgrees_bringsTheNoteAlong_silently", async () => {
    await stage.start();
    stage.server.slowMs = 400;
    const { checkIn } = stage.server;
    stage.server.checkIn = async (token, sent) => {
      const answer = await checkIn(token, sent);
      return answer.ok ? { ok: true, value: { ...answer.value, note: "Braucht einen Stuhl" } } : answer;
    };
    vi.spyOn(stage.server, "checkInAll").mockResolvedValue({ ok: false, error: NETWORK });
    stage.door.session.frame(["EL1:5"]);
    await pass(300);
    expect(stage.state().face).toMatchObject({ note: null });
    await pass(200);
    expect(stage.state().face).toMatchObject({ tone: "admitted", note: "Braucht einen Stuhl" });
    expect(stage.door.verdicts).toEqual(["admitted"]);
  });

  test("brokenWay_theDeviceDecidesAtOnce_andIsOffline", async () => {
    await stage.start();
    stage.server.trouble = NETWORK;
    expect(await stage.door.scan("EL1:5")).toMatchObject({ tone: "admitted", by: "device" });
    expect(stage.state().connection).toBe("offline");
  });

  test("otherGate_isKnownHereAtOnce_withTimeAndGate", async () => {
    await stage.start();
    stage.server.letInElsewhere(5, EVENING - 60_000);
    await pass(0);
    stage.server.cut(NETWORK);
    await pass(0);
    expect(await stage.door.scan("EL1:5")).toMatchObject({ by: "device", reason: "already_redeemed", first: { at: EVENING - 60_000, gate: "Keller" } });
  });

  test("silence_isNoConnection_andEndsByItself", async () => {
    await stage.start();
    stage.server.trouble = NETWORK;
    await pass(SILENCE_MS - 1);
    expect(stage.state().connection).toBe("online");
    await pass(1);
    expect(stage.state().connection).toBe("offline");
    stage.server.trouble = null;
    await pass(1000);
    expect(stage.state().connection).toBe("online");
  });

  test("lostNetwork_isSaidWithoutWaitingForASilence", async () => {
    await stage.start();
    stage.server.trouble = NETWORK;
    stage.door.session.offline();
    expect(stage.state().connection).toBe("offline");
  });

  test("age_isSinceTheServerWasHeard", async () => {
    await stage.start();
    stage.server.say("time", { server_time: new Date(Date.now()).toISOString() });
    await pass(12_000);
    expect(stage.door.session.now()).toEqual({ at: EVENING + 12_000, syncedAt: EVENING, clock: "monotonic" });
  });

  test("unacceptableScan_isCountedAsFailed_andHoldsUpNobody", async () => {
    await stage.start();
    stage.server.checkIn = () => Promise.resolve({ ok: false, error: problem(422, "validation_failed") });
    stage.server.checkInAll = (_token, sent) =>
      Promise.resolve({ ok: true, value: sent.map(() => ({ problem: { code: "validation_failed", title: "Titel" } })) });
    expect(await stage.door.scan("EL1:5")).toMatchObject({ tone: "admitted", by: "device" });
    expect(stage.state()).toMatchObject({ failed: 1, waiting: 0 });
    expect(stage.door.queue.state.get().failed).toMatchObject([{ why: { code: "validation_failed" } }]);
  });

  test("verdict_goesByItself", async () => {
    await stage.start();
    stage.door.session.frame(["EL1:5"]);
    await pass(0);
    await pass(STAY_MS.admitted - 1);
    expect(stage.state().face).not.toBeNull();
    await pass(1);
    expect(stage.state().face).toBeNull();
  });

  test("blankCode_isNoScan", async () => {
    await stage.start();
    stage.door.session.enter("  \n", "keyboard");
    expect(stage.state().checking).toBe(false);
  });

  test("freshFactsAboutTheDevice_areShownAndPassedOn", async () => {
    const moved = { ...device, gate: { ...device.gate, name: "Keller" } };
    stage.server.device = () => Promise.resolve({ ok: true, value: moved });
    await stage.start();
    expect(stage.state().device).toEqual(moved);
    expect(stage.door.devices).toEqual([moved]);
  });

  test("changedRules_loadTheStateAgain", async () => {
    await stage.start();
    stage.server.learn({ kind: "rules", seq: stage.server.nextSeq() });
    await pass(0);
    expect(stage.server.loads).toBe(2);
    expect(stage.state().connection).toBe("online");
  });
});

