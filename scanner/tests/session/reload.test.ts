import { describe, expect, test } from "vitest";
import { NETWORK, Stage } from "../doors.ts";
import { EVENING, pass, problem, scan } from "../world.ts";

const stage = new Stage();

describe("after a reload", () => {
  test("withoutANetwork_theStateIsThere_ownScansIncluded_andTheClockIsMarked", async () => {
    await stage.startOffline();
    await stage.door.scan("EL1:5");
    await pass(600_000);
    await stage.restart();
    expect(stage.state()).toMatchObject({ ready: true, waiting: 1, counts: { inside: 1 } });
    expect(await stage.door.scan("EL1:5")).toMatchObject({ reason: "already_redeemed", first: { at: EVENING, gate: "Hof" } });
    expect(await stage.door.scan("EL1:6")).toMatchObject({ tone: "admitted" });
    expect(stage.door.queue.state.get().waiting.at(-1)).toMatchObject({ clock: "wall", scannedAt: EVENING + 600_000, syncedAt: EVENING });
  });

  test("whatChangedSinceTheSnapshot_isThere", async () => {
    await stage.start();
    stage.server.letInElsewhere(7, EVENING - 5000);
    await stage.door.scan("EL1:5");
    stage.server.cut(NETWORK);
    await stage.restart();
    expect(await stage.door.scan("EL1:7")).toMatchObject({ reason: "already_redeemed", first: { at: EVENING - 5000, gate: "Keller" } });
    expect(await stage.door.scan("EL1:5")).toMatchObject({ reason: "already_redeemed", first: { gate: "Hof" } });
  });

  test("inTheMiddleOfAnUpload_losesNothingAndAdmitsOnce", async () => {
    await stage.startOffline();
    await stage.door.scan("EL1:5");
    stage.server.cut(null);
    stage.server.losesAnswers = true;
    stage.door.session.wake();
    await pass(0);
    await stage.restart();
    stage.server.losesAnswers = false;
    await pass(2000);
    expect(new Set(stage.server.received.map(({ id }) => id)).size).toBe(1);
    expect(stage.server.facts.size).toBe(1);
    expect(stage.state()).toMatchObject({ waiting: 0, counts: { inside: 1 } });
  });

  test("whenItsChangeWasHeardButNotItsAnswer_countsOnceAsSoonAsTheServerIsHeardAgain", async () => {
    await stage.startOffline();
    await stage.door.scan("EL1:5");
    const { checkInAll } = stage.server;
    stage.server.checkInAll = async (...all) => {
      await checkInAll(...all);
      return { ok: false, error: { kind: "timeout" } };
    };
    stage.server.cut(null);
    stage.door.session.wake();
    await pass(3000);
    stage.server.checkInAll = checkInAll;
    await stage.restart();
    await pass(3000);
    stage.server.say("time", { server_time: new Date(Date.now()).toISOString() });
    expect(stage.state()).toMatchObject({ waiting: 0, counts: { inside: 1 } });
  });

  test("beforeTheVerdict_theScanIsSentAsUnshown", async () => {
    await stage.start();
    stage.server.slowMs = 5000;
    stage.door.session.frame(["EL1:5"]);
    await pass(100);
    stage.server.cut(NETWORK);
    await stage.restart();
    stage.server.slowMs = 0;
    stage.server.cut(null);
    await pass(2000);
    expect(stage.server.received).toMatchObject([{ code: "EL1:5", shown: null }]);
    expect(stage.state().waiting).toBe(0);
  });
});

describe("a revoked device", () => {
  test.each([
    ["by the stream", () => { stage.server.say("revoked", {}); }],
    ["by an answer", () => { stage.server.cut(problem(401, "device_revoked")); }],
  ])("told_%s_stopsOnce_andScansStay", async (_how, revoke) => {
    await stage.start();
    await stage.door.queue.append(scan({ eventRef: "other" }));
    revoke();
    await pass(1000);
    expect(stage.door.unpaired).toEqual(["device_revoked"]);
    await Promise.all([stage.door.memory.wipe(), stage.door.queue.wipe()]);
    expect(stage.door.queue.state.get()).toMatchObject({ waiting: [{ eventRef: "other" }], answered: [] });
    expect(stage.door.memory.knowledge).toBeNull();
    expect(await stage.database.count("state")).toBe(0);
  });

  test("stopped_changesNothingMore", async () => {
    await stage.start();
    const before = stage.state();
    stage.door.session.stop();
    stage.door.session.frame(["EL1:5"]);
    await pass(20_000);
    expect(stage.state()).toBe(before);
  });

  test("newPairing_bringsTheOldScansAlong_butOnlyOfItsEvent", async () => {
    await stage.startOffline();
    await stage.door.scan("EL1:5");
    await stage.door.queue.append(scan({ eventRef: "other" }));
    stage.door.session.stop();
    await Promise.all([stage.door.memory.wipe(), stage.door.queue.wipe()]);
    stage.server.cut(null);
    await stage.restart();
    await pass(1000);
    expect(stage.server.received).toMatchObject([{ code: "EL1:5", shown: { outcome: "admitted" } }]);
    expect(stage.door.queue.state.get().waiting).toMatchObject([{ eventRef: "other" }]);
    expect(stage.state().waiting).toBe(0);
  });
});
