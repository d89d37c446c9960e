import { describe, expect, test } from "vitest";
import { Knowledge } from "../../door/domain/door-state.ts";
import { judgeNamed } from "../../door/domain/judge.ts";
import { REASONS } from "../../door/domain/outcome.ts";
import { isOverridable, overridden } from "../../door/domain/override.ts";
import { remember } from "../../door/domain/recent.ts";
import { faceOf } from "../../door/domain/verdict.ts";
import { EVENING, admission, refusal, scanId, snapshot } from "../world.ts";

describe("what a supervisor may override", () => {
  test("isNeverWhatMakesATicketWorthless", () => {
    const not = REASONS.filter((reason) => !isOverridable(reason));
    expect(not).toEqual(["invalid", "not_a_ticket", "wrong_event", "revoked", "canceled", "unpaid"]);
    expect(isOverridable("other")).toBe(false);
    expect(isOverridable(null)).toBe(false);
  });

  test("worthlessTicket_staysRefused", () => {
    expect(overridden(refusal("revoked"))).toMatchObject({ outcome: "refused", reason: "revoked" });
  });

  test("repeat_isLetIn_andStillSaysWhenItCameFirst", () => {
    const first = { at: EVENING, gate: "Hof" };
    expect(overridden(refusal("already_redeemed", { first }))).toMatchObject({ outcome: "admitted", reason: null, first });
  });
});

describe("a ticket by its number", () => {
  const ticket = { tier: 1, serial: 7 };

  test.each([
    ["revoked", { revoked: "r:7" }],
    ["blocked", { blocked: "r:7" }],
    ["already_redeemed", { admitted: "r:7", inside: "r:7" }],
    ["not_minted", { pending: "r:7" }],
    ["invalid", { known: "r:0-6" }],
  ] as const)("that_is_%s_isRefused", (reason, tier) => {
    expect(judgeNamed(ticket, new Knowledge(snapshot(tier)), EVENING)).toMatchObject({ outcome: "refused", reason });
  });

  test("isJudgedWithItsPresentEpoch_andNeitherPaperNorPhone", () => {
    const knowledge = new Knowledge(snapshot({ epochs: ["r:7", "r:7"], paper: false }));
    expect(judgeNamed(ticket, knowledge, EVENING)).toMatchObject({ outcome: "admitted", serial: 8, medium: null });
  });
});

describe("remember", () => {
  const one = (number: number): Parameters<typeof remember>[1] => ({
    id: scanId(number),
    at: EVENING + number,
    face: faceOf({ kind: "decided", by: "server", judged: admission({ serial: number }) }),
  });

  test("keepsFive_newestFirst", () => {
    const all = [1, 2, 3, 4, 5, 6].reduce<ReturnType<typeof remember>>((recent, number) => remember(recent, one(number)), []);
    expect(all.map(({ face }) => face.serial)).toEqual([6, 5, 4, 3, 2]);
  });

  test("betterVerdict_takesThePlaceOfTheFirst_andItsTime", () => {
    const recent = remember(remember([], one(1)), one(2));
    const better = { ...one(1), at: EVENING + 99, face: faceOf({ kind: "clash", judged: refusal("already_redeemed") }) };
    expect(remember(recent, better)).toMatchObject([{ id: scanId(2) }, { id: scanId(1), at: EVENING + 1, face: { tone: "clash" } }]);
  });
});
