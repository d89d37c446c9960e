import { describe, expect, test } from "vitest";
import { NETWORK, Stage } from "../doors.ts";
import { EVENING, pass } from "../world.ts";

const stage = new Stage();

describe("without a connection", () => {
  test("scan_isDecidedByTheDevice_keptWithWhatWasShown_andCounted", async () => {
    await stage.startOffline();
    expect(await stage.door.scan("EL1:5")).toMatchObject({ tone: "admitted", by: "device", tier: "Mitglied", serial: 6, medium: "paper" });
    expect(stage.state()).toMatchObject({ connection: "offline", waiting: 1, counts: { gate: { entered: 1 }, inside: 1, admitted: 1 } });
    expect(stage.door.queue.state.get().waiting).toMatchObject([
      { code: "EL1:5", direction: "entry", clock: "monotonic", source: "keyboard", shown: { outcome: "admitted", reason: null } },
    ]);
  });

  test("secondTime_isRefused_withTimeAndGateOfTheFirst", async () => {
    await stage.startOffline();
    await stage.door.scan("EL1:5");
    await pass(60_000);
    expect(await stage.door.scan("EL1:5")).toMatchObject({ tone: "refused", reason: "already_redeemed", first: { at: EVENING, gate: "Hof" } });
    expect(stage.state().waiting).toBe(2);
  });

  test.each([
    ["EL1:200", "invalid"],
    ["EL1:FORGED", "invalid"],
    ["https://example.org", "not_a_ticket"],
  ])("%s_is_%s", async (code, reason) => {
    await stage.startOffline();
    expect(await stage.door.scan(code)).toMatchObject({ tone: "refused", reason, by: "device" });
  });

  test("back_everythingIsUploaded_withWhatWasShown", async () => {
    await stage.startOffline();
    await stage.door.scan("EL1:5");
    await stage.door.scan("EL1:6");
    stage.server.cut(null);
    await pass(2000);
    expect(stage.server.received.map(({ code, shown }) => [code, shown?.outcome])).toEqual([
      ["EL1:5", "admitted"],
      ["EL1:6", "admitted"],
    ]);
    expect(stage.state()).toMatchObject({ connection: "online", waiting: 0, unseen: 0, alarm: null, counts: { gate: { entered: 2 }, inside: 2 } });
  });

  test("way_out_needsNoEntry", async () => {
    await stage.startOffline();
    stage.door.session.setDirection("exit");
    expect(await stage.door.scan("EL1:5")).toMatchObject({ tone: "exited", headline: "verdict.exited" });
    stage.server.cut(null);
    await pass(2000);
    expect(stage.server.received).toMatchObject([{ direction: "exit", shown: { outcome: "exited" } }]);
  });

  test("ticketLetInElsewhereMeanwhile_isAClash_loudAndListed", async () => {
    await stage.startOffline();
    await stage.door.scan("EL1:5");
    stage.server.letInElsewhere(5, EVENING - 60_000);
    stage.server.cut(null);
    await pass(2000);
    expect(stage.state().alarm).toMatchObject({ kind: "clash", tier: "Mitglied", serial: 6, first: { gate: "Keller" } });
    expect(stage.state()).toMatchObject({ unseen: 1, waiting: 0 });
    expect(stage.door.verdicts).toEqual(["admitted", "clash"]);
    stage.door.session.dismissAlarm();
    expect(stage.state()).toMatchObject({ alarm: null, unseen: 0 });
  });

  test("clashThatAnotherGateBrings_isShownHereToo_once", async () => {
    await stage.start();
    await stage.door.scan("EL1:5");
    stage.server.letInElsewhere(5, EVENING + 60_000);
    await pass(0);
    expect(stage.state().alarm).toMatchObject({ kind: "clash", first: { gate: "Hof" }, scans: [{ gate: "Keller", at: EVENING + 60_000 }] });
    stage.door.session.dismissAlarm();
    stage.server.cut(NETWORK);
    stage.server.cut(null);
    await pass(5000);
    expect(stage.state()).toMatchObject({ alarm: null, unseen: 0 });
    expect(stage.door.verdicts).toEqual(["admitted", "clash"]);
  });

  test("clashBetweenOthers_isNotOurs", async () => {
    await stage.start();
    stage.server.letInElsewhere(5, EVENING);
    stage.server.letInElsewhere(5, EVENING + 1);
    await pass(0);
    expect(stage.state()).toMatchObject({ alarm: null, unseen: 0 });
  });

  test("revokedMeanwhile_isSaidToo", async () => {
    await stage.startOffline();
    await stage.door.scan("EL1:5");
    stage.server.revoked.add(5);
    stage.server.cut(null);
    await pass(2000);
    expect(stage.state().alarm).toMatchObject({ kind: "let_in", reason: "revoked" });
  });

  test("noState_decidesNothingAndKeepsNothing", async () => {
    stage.server.cut(NETWORK);
    await stage.start();
    expect(stage.state()).toMatchObject({ ready: false, connection: "offline" });
    stage.door.session.frame(["EL1:5"]);
    await pass(0);
    expect(stage.state()).toMatchObject({ waiting: 0, face: { tone: "undecided", reason: "not_ready" } });
  });

  test("stateThatArrivesWhileTheCodeWaits_decidesIt", async () => {
    stage.server.cut(NETWORK);
    await stage.start();
    stage.door.session.frame(["EL1:5"]);
    await pass(0);
    stage.server.cut(null);
    await pass(1000);
    expect(stage.state()).toMatchObject({ ready: true, face: { tone: "admitted" } });
    expect(stage.door.verdicts).toEqual(["undecided", "admitted"]);
  });
});

