import { describe, expect, test } from "vitest";
import { REASONS } from "../../door/domain/outcome.ts";
import type { Outcome, Reason } from "../../door/domain/outcome.ts";
import type { AnsweredScan } from "../../door/domain/scan.ts";
import { faceOf, isSticky, ownLateAdmission } from "../../door/domain/verdict.ts";
import type { Verdict } from "../../door/domain/verdict.ts";
import { LANGUAGES, createTranslator } from "../../shared/i18n/translate.ts";
import { EVENING, admission, problem, scanId } from "../world.ts";

const ALL_REASONS: readonly Reason[] = [...REASONS, "other"];

function refusal(reason: Reason, change: Partial<Outcome> = {}): Outcome {
  return { ...admission(change), outcome: "refused", reason };
}

const answered = (outcome: Outcome, ownLate: AnsweredScan | null = null): Verdict => ({ kind: "answered", outcome, ownLate });

function late(outcome: Outcome, isLate = true): AnsweredScan {
  return { id: scanId(9), scannedAt: EVENING - 60_000, outcome, late: isLate, seen: false };
}

describe.each(LANGUAGES)("in %s", (language) => {
  const { plain } = createTranslator(language);

  test.each(ALL_REASONS)("refusal_%s_hasAShortWordAndASentence", (reason) => {
    const face = faceOf(answered(refusal(reason)));
    expect(face).toMatchObject({ tone: "refused", reason });
    const words = plain(face.headline).split(" ");
    expect(words.length).toBeLessThanOrEqual(3);
    // Longer words get too small to be read from two metres on a phone.
    expect(Math.max(...words.map((word) => word.length))).toBeLessThanOrEqual(10);
    expect(face.sentence === null ? "" : plain(face.sentence)).toMatch(/^\p{Lu}.{10,}\.$/u);
  });

  test("everyRefusal_hasItsOwnWordAndSentence", () => {
    const faces = ALL_REASONS.map((reason) => faceOf(answered(refusal(reason))));
    expect(new Set(faces.map((face) => plain(face.headline))).size).toBe(ALL_REASONS.length);
    expect(new Set(faces.map((face) => face.sentence)).size).toBe(ALL_REASONS.length);
  });

  test.each(["no_connection", "timeout", "busy", "server_error"] as const)("open_%s_saysThatTheScanIsKept", (why) => {
    const face = faceOf({ kind: "waiting", why });
    expect(face).toMatchObject({ tone: "undecided", reason: why });
    expect(face.sentence === null ? "" : plain(face.sentence)).toMatch(language === "de" ? /gespeichert/u : /saved/u);
  });
});

describe("faceOf", () => {
  test("unsentScan_isNeverGreen", () => {
    const verdicts: Verdict[] = [
      { kind: "waiting", why: "timeout" },
      { kind: "unsendable", problem: problem(422, "validation_failed") },
      { kind: "unsaved" },
    ];
    expect(verdicts.map((verdict) => faceOf(verdict).tone)).toEqual(["undecided", "undecided", "undecided"]);
  });

  test("unsendable_carriesTheServersCodeAndWords", () => {
    const face = faceOf({ kind: "unsendable", problem: problem(422, "validation_failed") });
    expect(face).toMatchObject({ reason: "validation_failed", serverText: "Einzelheit" });
    expect(faceOf({ kind: "unsendable", problem: problem(422, "x", { detail: "" }) }).serverText).toBe("Titel");
  });

  test("admission_showsTierSerialAndMedium", () => {
    expect(faceOf(answered(admission()))).toMatchObject({
      tone: "admitted",
      reason: null,
      headline: "verdict.admitted",
      tier: "Mitglied",
      serial: 12,
      medium: "phone",
    });
  });

  test("repeat_showsWhenAndWhereInsteadOfASentence", () => {
    const first = { at: EVENING - 60_000, gate: "Hof" };
    expect(faceOf(answered(refusal("already_redeemed", { first })))).toMatchObject({ first, sentence: null });
  });

  test("repeatOfAnOwnLateScan_saysSo", () => {
    const first = { at: EVENING - 60_000, gate: "Hof" };
    const face = faceOf(answered(refusal("already_redeemed", { first }), late(admission())));
    expect(face).toMatchObject({ tone: "refused", sentence: "reason.already_redeemed.own_late", ownLateAt: EVENING - 60_000 });
  });
});

describe("ownLateAdmission", () => {
  test.each([
    ["another serial", late(admission({ serial: 13 }))],
    ["another tier", late(admission({ tier: { number: 1, name: "Abendkasse" } }))],
    ["an answer that came in time", late(admission(), false)],
    ["a late refusal", late(refusal("blocked"))],
  ])("%s_isNotIt", (_what, other) => {
    expect(ownLateAdmission(refusal("already_redeemed"), [other])).toBeNull();
  });

  test.each(["revoked", "invalid"] as const)("refusal_%s_isNoRepeat", (reason) => {
    expect(ownLateAdmission(refusal(reason), [late(admission())])).toBeNull();
  });

  test("repeatWithoutASerial_isNotMatched", () => {
    expect(ownLateAdmission(refusal("already_redeemed", { serial: null }), [late(admission({ serial: null }))])).toBeNull();
  });

  test("lateAdmissionOfTheSameTicket_isIt", () => {
    const scan = late(admission());
    expect(ownLateAdmission(refusal("already_redeemed"), [late(admission({ serial: 13 })), scan])).toBe(scan);
  });
});

test("isSticky_onlyForWhatIsNoTicket", () => {
  const sticky = ALL_REASONS.filter((reason) => isSticky(answered(refusal(reason))));
  expect(sticky).toEqual(["not_a_ticket"]);
  expect(isSticky(answered(admission()))).toBe(false);
});
