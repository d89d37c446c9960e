import { describe, expect, test } from "vitest";
import { REASONS } from "../../door/domain/outcome.ts";
import type { Outcome, Reason } from "../../door/domain/outcome.ts";
import { faceOf, isSticky } from "../../door/domain/verdict.ts";
import type { Verdict } from "../../door/domain/verdict.ts";
import { LANGUAGES, createTranslator } from "../../shared/i18n/translate.ts";
import { EVENING, admission, refusal } from "../world.ts";

const ALL_REASONS: readonly Reason[] = [...REASONS, "other"];

const decided = (judged: Outcome): Verdict => ({ kind: "decided", by: "server", judged });

const EVERY_VERDICT: readonly Verdict[] = [
  ...ALL_REASONS.map((reason) => decided(refusal(reason))),
  decided(admission()),
  decided(admission({ outcome: "exited" })),
  { kind: "not_ready", online: true },
  { kind: "not_ready", online: false },
  { kind: "clash", judged: refusal("already_redeemed") },
  { kind: "clash", judged: refusal("revoked") },
];

describe.each(LANGUAGES)("in %s", (language) => {
  const { plain } = createTranslator(language);

  test.each(EVERY_VERDICT)("verdict%#_hasAShortWord_readFromTwoMetres", (verdict) => {
    const words = plain(faceOf(verdict).headline).split(" ");
    expect(words.length).toBeLessThanOrEqual(3);
    // Longer words get too small to be read from two metres on a phone.
    expect(Math.max(...words.map((word) => word.length))).toBeLessThanOrEqual(10);
  });

  test.each(EVERY_VERDICT)("verdict%#_thatIsNoYes_saysWhatToDo", (verdict) => {
    const { tone, sentence } = faceOf(verdict);
    if (tone === "admitted" || tone === "exited") expect(sentence).toBeNull();
    else expect(sentence === null ? "" : plain(sentence)).toMatch(/^\p{Lu}.{10,}\.$/u);
  });

  test("everyRefusal_hasItsOwnWordAndSentence", () => {
    const faces = ALL_REASONS.map((reason) => faceOf(decided(refusal(reason))));
    expect(new Set(faces.map((face) => plain(face.headline))).size).toBe(ALL_REASONS.length);
    expect(new Set(faces.map((face) => face.sentence)).size).toBe(ALL_REASONS.length);
  });
});

describe("faceOf", () => {
  test("withoutAState_isNeverGreen", () => {
    expect(faceOf({ kind: "not_ready", online: false })).toMatchObject({ tone: "undecided", reason: "not_ready", sentence: "undecided.not_ready" });
  });

  test("admission_showsTicketMediumNoteAndName", () => {
    expect(faceOf(decided(admission({ note: "Braucht einen Stuhl", name: "Jörg" })))).toMatchObject({
      tone: "admitted",
      reason: null,
      headline: "verdict.admitted",
      tier: "Mitglied",
      serial: 12,
      medium: "phone",
      note: "Braucht einen Stuhl",
      name: "Jörg",
      by: "server",
    });
  });

  test("devicesOwn_hasNeitherNoteNorName", () => {
    expect(faceOf({ kind: "decided", by: "device", judged: admission() })).toMatchObject({ tone: "admitted", note: null, name: null, by: "device" });
  });

  test("repeat_showsWhenAndWhereInsteadOfASentence", () => {
    const first = { at: EVENING - 60_000, gate: "Hof" };
    expect(faceOf(decided(refusal("already_redeemed", { first })))).toMatchObject({ first, sentence: null });
  });

  test.each([
    [refusal("already_redeemed"), "verdict.clash", "verdict.clash.text"],
    [admission({ clash: true }), "verdict.clash", "verdict.clash.text"],
    [refusal("revoked"), "verdict.let_in", "reason.revoked.text"],
  ] as const)("clash%#_saysWhatItIs", (judged, headline, sentence) => {
    expect(faceOf({ kind: "clash", judged })).toMatchObject({ tone: "clash", headline, sentence });
  });
});

test("isSticky_onlyForWhatIsNoTicket", () => {
  const sticky = ALL_REASONS.filter((reason) => isSticky(decided(refusal(reason))));
  expect(sticky).toEqual(["not_a_ticket"]);
  expect(isSticky(decided(admission()))).toBe(false);
});
