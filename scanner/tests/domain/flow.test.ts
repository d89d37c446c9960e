import { describe, expect, test } from "vitest";
import { AGAIN_MS, LEAST_MS, LEFT_MS, STAY_MS, initialFlow, step, wakeAt } from "../../door/domain/flow.ts";
import type { Flow, FlowEvent, Tone } from "../../door/domain/flow.ts";

const TICKET = "EL1:A";
const OTHER = "EL1:B";
const POSTER = "https://example.org";

/** Plays events and keeps what was checked. */
function play(start: Flow = initialFlow): { flow: Flow; checks: string[]; send: (event: FlowEvent) => void } {
  const table = {
    flow: start,
    checks: [] as string[],
    send: (event: FlowEvent) => {
      const { flow, check } = step(table.flow, event);
      table.flow = flow;
      if (check !== null) table.checks.push(check);
    },
  };
  return table;
}

const frame = (at: number, ...codes: string[]): FlowEvent => ({ type: "frame", codes, at });
const decided = (at: number, tone: Tone = "admitted", sticky = false): FlowEvent => ({ type: "decided", tone, sticky, at });

/** A table where the ticket was seen, decided at 100 and dismissed at 1000. */
function afterVerdict(tone: Tone = "admitted", sticky = false): ReturnType<typeof play> {
  const table = play();
  table.send(frame(0, TICKET));
  table.send(decided(100, tone, sticky));
  table.send(frame(950, TICKET));
  table.send({ type: "dismissed", at: 1000 });
  return table;
}

describe("one code at a time", () => {
  test("frame_whileChecking_isIgnored", () => {
    const table = play();
    table.send(frame(0, TICKET));
    table.send(frame(60, OTHER));
    table.send(frame(120, TICKET));
    expect(table.checks).toEqual([TICKET]);
  });

  test("sameCode_whileItsVerdictShows_isIgnored", () => {
    const table = play();
    table.send(frame(0, TICKET));
    table.send(decided(100));
    for (let at = 160; at < 100 + STAY_MS.admitted; at += 60) table.send(frame(at, TICKET));
    expect(table.checks).toEqual([TICKET]);
  });

  test("decided_withNothingBeingChecked_changesNothing", () => {
    const table = play();
    table.send(decided(5));
    expect(table.flow.phase.name).toBe("watching");
  });

  test.each(["admitted", "exited", "refused", "undecided", "clash"] as const)("otherCode_before_%s_hasBeenSeen_waits", (tone) => {
    const table = play();
    table.send(frame(0, TICKET));
    table.send(decided(100, tone));
    table.send(frame(100 + LEAST_MS[tone] - 1, OTHER));
    expect(table.checks).toEqual([TICKET]);
    table.send(frame(100 + LEAST_MS[tone], OTHER));
    expect(table.checks).toEqual([TICKET, OTHER]);
  });
});

describe("the same code again", () => {
  test("heldInView_afterDismissal_isIgnoredForThreeSeconds", () => {
    const table = afterVerdict();
    for (let at = 1060; at < 1000 + AGAIN_MS; at += 60) table.send(frame(at, TICKET));
    expect(table.checks).toEqual([TICKET]);
  });

  test("heldInView_afterThreeSeconds_countsAgain", () => {
    const table = afterVerdict();
    for (let at = 1060; at <= 1000 + AGAIN_MS + 60; at += 60) table.send(frame(at, TICKET));
    expect(table.checks).toEqual([TICKET, TICKET]);
  });

  test("missedByTheDecoderForAMoment_isStillTheSameSight", () => {
    const table = afterVerdict();
    for (let at = 1060; at < 1000 + LEFT_MS - 60; at += 60) table.send(frame(at));
    table.send(frame(950 + LEFT_MS - 1, TICKET));
    expect(table.checks).toEqual([TICKET]);
  });

  test("leftTheView_countsAgainAtOnce", () => {
    const table = afterVerdict();
    for (let at = 1060; at < 1000 + LEFT_MS; at += 60) table.send(frame(at));
    table.send(frame(950 + LEFT_MS, TICKET));
    expect(table.checks).toEqual([TICKET, TICKET]);
  });

  test("leftTheViewWhileTheVerdictShowed_countsAgainAfterIt", () => {
    const table = play();
    table.send(frame(0, TICKET));
    table.send(decided(100, "refused"));
    for (let at = 160; at < 3000; at += 60) table.send(frame(at));
    table.send({ type: "dismissed", at: 3000 });
    table.send(frame(3060, TICKET));
    expect(table.checks).toEqual([TICKET, TICKET]);
  });

  test("stickyCode_heldInView_neverCountsAgain", () => {
    const table = play();
    table.send(frame(0, POSTER));
    table.send(decided(100, "refused", true));
    for (let at = 160; at < 30_000; at += 60) table.send(frame(at, POSTER));
    expect(table.checks).toEqual([POSTER]);
  });

  test("twoCodesInView_eachCountsOnce", () => {
    const table = play();
    for (let at = 0; at < 3500; at += 50) {
      table.send(frame(at, TICKET, OTHER));
      if (table.flow.phase.name === "checking") table.send(decided(at + 10));
    }
    expect(table.checks).toEqual([TICKET, OTHER]);
  });
});

describe("a poster behind the guest", () => {
  test("besideATicket_isNotAsked", () => {
    const table = play();
    table.send(frame(0, POSTER, TICKET));
    table.send(decided(100));
    for (let at = 160; at < 4000; at += 60) table.send(frame(at, POSTER, TICKET));
    expect(table.checks).toEqual([TICKET]);
  });

  test("alone_isAsked", () => {
    const table = play();
    table.send(frame(0, POSTER));
    expect(table.checks).toEqual([POSTER]);
  });
});

describe("codes entered on purpose", () => {
  const entered = (at: number, code: string): FlowEvent => ({ type: "entered", code, at });

  test("whileChecking_areAskedAfterwardsInOrder", () => {
    const table = play();
    table.send(entered(0, "1"));
    table.send(entered(10, "2"));
    table.send(entered(20, "3"));
    table.send(decided(100));
    table.send({ type: "tick", at: 100 + LEAST_MS.admitted });
    table.send(decided(900));
    table.send({ type: "tick", at: 900 + LEAST_MS.admitted });
    expect(table.checks).toEqual(["1", "2", "3"]);
  });

  test("triggerPulledTwice_isOneQuestion", () => {
    const table = play();
    table.send(entered(0, TICKET));
    table.send(entered(30, TICKET));
    table.send(decided(100));
    table.send(entered(100 + LEAST_MS.admitted, TICKET));
    expect(table.checks).toEqual([TICKET]);
    expect(table.flow.next).toEqual([]);
  });

  test("sameCodeAfterAnUndecidedVerdict_asksAgain", () => {
    const table = play();
    table.send(entered(0, TICKET));
    table.send(decided(100, "undecided"));
    table.send(entered(100 + LEAST_MS.undecided, TICKET));
    expect(table.checks).toEqual([TICKET, TICKET]);
  });

  test("heldCode_isAskedAllTheSame", () => {
    const table = afterVerdict();
    table.send(entered(1100, TICKET));
    expect(table.checks).toEqual([TICKET, TICKET]);
  });
});

describe("time", () => {
  test.each(["admitted", "exited", "refused", "undecided", "clash"] as const)("verdict_%s_staysItsTimeAndGoes", (tone) => {
    const table = play();
    table.send(frame(0, TICKET));
    table.send(decided(100, tone));
    expect(wakeAt(table.flow)).toBe(100 + STAY_MS[tone]);
    table.send({ type: "tick", at: 100 + STAY_MS[tone] - 1 });
    expect(table.flow.phase.name).toBe("showing");
    table.send({ type: "tick", at: 100 + STAY_MS[tone] });
    expect(table.flow.phase.name).toBe("watching");
    expect(wakeAt(table.flow)).toBeNull();
  });

  test("betterVerdictForTheShownCode_startsItsTimeAnew", () => {
    const table = play();
    table.send(frame(0, TICKET));
    table.send(decided(100, "undecided"));
    table.send(decided(2000, "admitted"));
    expect(wakeAt(table.flow)).toBe(2000 + STAY_MS.admitted);
  });
});
