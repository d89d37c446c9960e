// @vitest-environment jsdom
import { describe, expect, test, vi } from "vitest";
import { createTranslator } from "../../shared/i18n/translate.ts";
import { faceOf } from "../../door/domain/verdict.ts";
import type { Face, Verdict } from "../../door/domain/verdict.ts";
import type { Outcome } from "../../door/domain/outcome.ts";
import { ageText } from "../../door/ui/status-bar.ts";
import { verdictSpeech, verdictView } from "../../door/ui/verdict.ts";
import { EVENING, admission, refusal } from "../world.ts";

const REPEAT = refusal("already_redeemed", { first: { at: EVENING - 46 * 60_000, gate: "Hof" } });
const NOT_READY: Verdict = { kind: "not_ready", online: false };
const EXIT = admission({ outcome: "exited" });
const CLASH: Verdict = { kind: "clash", judged: REPEAT };

const decided = (judged: Outcome): Verdict => ({ kind: "decided", by: "server", judged });

function show(verdict: Verdict, language: "de" | "en" = "de", onOverride: ((face: Face) => void) | null = null): { view: HTMLElement; speech: string; onDismiss: () => void } {
  const onDismiss = vi.fn();
  const shown = { face: faceOf(verdict), translator: createTranslator(language), timezone: "Europe/Berlin", now: EVENING, list: "Tür" };
  return { view: verdictView({ ...shown, onDismiss, onOverride }), speech: verdictSpeech(shown), onDismiss };
}

describe("verdictView", () => {
  test.each([
    [decided(REPEAT), "refused", "already_redeemed", "Schon drin"],
    [NOT_READY, "undecided", "not_ready", "Moment"],
    [CLASH, "clash", "already_redeemed", "Doppelt"],
    [decided(EXIT), "exited", undefined, "Raus"],
    [decided(admission()), "admitted", undefined, "Komm rein"],
  ] as const)("%#_carriesOutcomeReasonAndWord", (verdict, outcome, reason, word) => {
    const { view } = show(verdict);
    expect(view.dataset).toMatchObject({ testid: "verdict", outcome, ...(reason === undefined ? {} : { reason }) });
    expect(view.dataset["reason"]).toBe(reason);
    expect(view.querySelector("h1")?.textContent.trim()).toBe(word);
    expect(view.querySelectorAll("svg.shape path")).toHaveLength(1);
  });

  test("shapes_differ", () => {
    const verdicts = [decided(REPEAT), decided(admission()), decided(EXIT), CLASH, NOT_READY];
    const shapes = verdicts.map((verdict) => show(verdict).view.querySelector("path")?.getAttribute("d"));
    expect(new Set(shapes).size).toBe(5);
  });

  test("note_isShownAndSaid", () => {
    const { view, speech } = show(decided(admission({ note: "Braucht einen Stuhl" })));
    expect(view.querySelector(".verdict-note")?.textContent).toBe("Braucht einen Stuhl");
    expect(speech).toBe("Komm rein. Braucht einen Stuhl. Mitglied");
  });

  test("repeat_saysWhenAndWhere_inTheEventsZone", () => {
    expect(show(decided(REPEAT)).view.textContent).toContain("Zuerst um 19:14, Hof");
    expect(show(decided(REPEAT), "en").view.textContent).toContain("First at 19:14, Hof");
  });

  test("repeatFromAnotherDay_saysTheDate", () => {
    const outcome = { ...REPEAT, first: { at: EVENING - 24 * 3_600_000, gate: "Hof" } };
    expect(show(decided(outcome)).view.textContent).toContain("Zuerst am Sa., 21. Nov., 20:00, Hof");
  });

  test("markupInNames_staysText", () => {
    const outcome = admission({ tier: { number: 0, name: "<img src=x onerror=alert(1)>" } });
    const { view } = show(decided(outcome));
    expect(view.querySelector("img")).toBeNull();
    expect(view.querySelector(".verdict-tier")?.textContent).toBe("<img src=x onerror=alert(1)>");
  });

  test("tap_dismisses", () => {
    const { view, onDismiss } = show(NOT_READY);
    view.querySelector("h1")?.click();
    expect(onDismiss).toHaveBeenCalledOnce();
  });
});

describe("a refusal that may be overridden", () => {
  test("forASteward_isAHintToCallTheSupervisor", () => {
    const { view } = show(decided(REPEAT));
    expect(view.querySelector("[data-testid=override]")).toBeNull();
    expect(view.querySelector("[data-testid=ask-supervisor]")?.textContent).toBe("Unklar? Hol die Leitung.");
  });

  test("forASupervisor_isAButton_thatDoesNotDismiss", () => {
    const onOverride = vi.fn();
    const { view, onDismiss } = show(decided(REPEAT), "de", onOverride);
    view.querySelector<HTMLButtonElement>("[data-testid=override]")?.click();
    expect(onOverride).toHaveBeenCalledWith(expect.objectContaining({ ticket: { tier: 1, serial: 11 } }));
    expect(onDismiss).not.toHaveBeenCalled();
  });

  test.each([decided(refusal("revoked")), decided(refusal("invalid", { tier: null, serial: null })), decided(admission()), CLASH])("%#_hasNoButtonWhereThereIsNothingToOverride", (verdict) => {
    expect(show(verdict, "de", () => undefined).view.querySelector("[data-testid=override]")).toBeNull();
  });
});

describe("coming again", () => {
  const first = { at: EVENING - 46 * 60_000, gate: "Hof" };

  test("isWelcomed_withTheFirstTimeAndGate", () => {
    const { view } = show(decided(admission({ first })));
    expect(view.querySelector("h1")?.textContent.trim()).toBe("Wieder rein");
    expect(view.textContent).toContain("Zuerst um 19:14, Hof");
  });

  test("onTheWayOut_saysNothingOfTheWayIn", () => {
    expect(show(decided(admission({ outcome: "exited", first }))).view.textContent).not.toContain("Zuerst");
  });

  test("beforeGoingOut_isToldTheRule", () => {
    expect(faceOf(decided(REPEAT), "after_exit").sentence).toBe("reason.already_redeemed.after_exit");
    expect(faceOf(decided(REPEAT), "never").sentence).toBeNull();
  });
});

test("list_isAlwaysNamed", () => {
  for (const verdict of [decided(admission()), decided(REPEAT), CLASH, NOT_READY]) expect(show(verdict).view.querySelector(".verdict-small")?.textContent).toContain("Tür");
});

describe("verdictSpeech", () => {
  test("isOneTextWithEverythingThatMatters", () => {
    expect(show(decided(REPEAT), "en").speech).toBe("Already in. Mitglied. First at 19:14, Hof");
    expect(show(decided(admission())).speech).toBe("Komm rein. Mitglied");
  });
});

test.each([
  [-5, "Stand: vor 0 Sekunden"],
  [1000, "Stand: vor 1 Sekunde"],
  [119_999, "Stand: vor 119 Sekunden"],
  [120_000, "Stand: vor 2 Minuten"],
  [7_199_999, "Stand: vor 119 Minuten"],
  [7_200_000, "Stand: vor 2 Stunden"],
])("age_%ims_is_%s", (ms, text) => {
  expect(ageText(ms, createTranslator("de"))).toBe(text);
});
