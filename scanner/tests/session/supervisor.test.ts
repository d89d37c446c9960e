import { describe, expect, test, vi } from "vitest";
import { Stage } from "../doors.ts";
import { EVENING, pass } from "../world.ts";

const stage = new Stage();
const ORDER = { ticket: { tier: 1, serial: 5 }, reason: "Von der Orga zugesagt" };

describe("a supervisor's order", () => {
  test("withoutANetwork_letsIn_countsTheHead_andIsSentLater", async () => {
    await stage.startOffline();
    await stage.door.scan("EL1:5");
    expect(await stage.door.scan("EL1:5")).toMatchObject({ tone: "refused", reason: "already_redeemed", overridable: true, ticket: ORDER.ticket });
    stage.door.session.admit(ORDER);
    await pass(0);
    expect(stage.state().face).toMatchObject({ tone: "admitted", by: "device" });
    expect(stage.state().counts).toMatchObject({ inside: 2, admitted: 1, gate: { entered: 2 } });
    stage.server.cut(null);
    stage.door.session.wake();
    await pass(5000);
    expect(stage.server.received.at(-1)).toMatchObject({ code: "", ticket: ORDER.ticket, override: ORDER.reason, direction: "entry", shown: { outcome: "admitted" } });
    expect(stage.state().waiting).toBe(0);
  });

  test("withoutANetwork_forAWorthlessTicket_staysRed", async () => {
    await stage.start();
    stage.server.learn({ kind: "set", seq: stage.server.nextSeq(), what: "revoked", tier: 1, on: "r:5", off: "r:" });
    stage.server.cut({ kind: "network" });
    await pass(0);
    stage.door.session.admit(ORDER);
    await pass(0);
    expect(stage.state().face).toMatchObject({ tone: "refused", reason: "revoked", overridable: false });
    expect(stage.state().counts).toMatchObject({ inside: 0 });
  });

  test("onTheWayOut_isStillAWayIn", async () => {
    await stage.startOffline();
    stage.door.session.setDirection("exit");
    stage.door.session.admit(ORDER);
    await pass(0);
    expect(stage.state().face).toMatchObject({ tone: "admitted" });
  });

  test("phoneStillInView_isNotScannedOnceMore", async () => {
    await stage.startOffline();
    await stage.door.scan("EL1:5");
    await stage.door.scan("EL1:5");
    // The reason is being typed; behind the sheet nobody looks at the camera.
    await pass(10_000);
    stage.door.session.admit(ORDER);
    await pass(0);
    for (let frames = 0; frames < 20; frames += 1) {
      stage.door.session.frame(["EL1:5"]);
      await pass(60);
    }
    expect(stage.door.verdicts).toEqual(["admitted", "refused", "admitted"]);
  });
});

describe("rapid mode", () => {
  test("greenIsGoneAtOnce_andStaysInTheStrip", async () => {
    await stage.startOffline();
    stage.door.session.setRapid(true);
    stage.door.session.enter("EL1:5", "keyboard");
    await pass(0);
    await pass(450);
    expect(stage.state()).toMatchObject({ face: null, recent: [{ at: EVENING, face: { tone: "admitted", serial: 6 } }] });
  });

  test("greenWithANote_staysUntilItIsRead", async () => {
    await stage.start();
    stage.door.session.setRapid(true);
    const { checkIn } = stage.server;
    vi.spyOn(stage.server, "checkIn").mockImplementation(async (token, sent) => {
      const answer = await checkIn(token, sent);
      return answer.ok ? { ok: true, value: { ...answer.value, note: "Braucht einen Stuhl" } } : answer;
    });
    stage.door.session.enter("EL1:5", "keyboard");
    await pass(0);
    await pass(3900);
    expect(stage.state().face).toMatchObject({ note: "Braucht einen Stuhl" });
    await pass(200);
    expect(stage.state().face).toBeNull();
  });
});
