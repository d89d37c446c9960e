// @vitest-environment jsdom
import { describe, expect, test, vi } from "vitest";
import { createTranslator } from "../../shared/i18n/translate.ts";
import { faceOf } from "../../door/domain/verdict.ts";
import type { Verdict } from "../../door/domain/verdict.ts";
import type { Outcome } from "../../door/domain/outcome.ts";
import { verdictSpeech, verdictView } from "../../door/ui/verdict.ts";
import { EVENING, admission, problem } from "../world.ts";

const REPEAT = {
  ...admission(),
  outcome: "refused",
  reason: "already_redeemed",
  first: { at: EVENING - 46 * 60_000, gate: "Hof" },
} as Outcome;

function show(verdict: Verdict, language: "de" | "en" = "de"): { view: HTMLElement; speech: string; onDismiss: () => void } {
  const onDismiss = vi.fn();
  const shown = { face: faceOf(verdict), translator: createTranslator(language), timezone: "Europe/Berlin", now: EVENING };
  return { view: verdictView({ ...shown, onDismiss }), speech: verdictSpeech(shown), onDismiss };
}

describe("verdictView", () => {
  test.each([
    [{ kind: "answered", outcome: REPEAT, ownLate: null }, "refused", "already_redeemed", "Schon drin"],
    [{ kind: "waiting", why: "timeout" }, "undecided", "timeout", "Noch offen"],
    [{ kind: "unsendable", problem: problem(422, "validation_failed") }, "undecided", "validation_failed", "Nicht geprüft"],
    [{ kind: "answered", outcome: admission(), ownLate: null }, "admitted", undefined, "Komm rein"],
  ] as const)("%#_carriesOutcomeReasonAndWord", (verdict, outcome, reason, word) => {
    const { view } = show(verdict);
    expect(view.dataset).toMatchObject({ testid: "verdict", outcome, ...(reason === undefined ? {} : { reason }) });
    expect(view.dataset["reason"]).toBe(reason);
    expect(view.querySelector("h1")?.textContent.trim()).toBe(word);
    expect(view.querySelectorAll("svg.shape path")).toHaveLength(1);
  });

  test("shapes_differ", () => {
    const shapes = [REPEAT, admission()].map((outcome) => show({ kind: "answered", outcome, ownLate: null }).view.querySelector("path")?.getAttribute("d"));
    const open = show({ kind: "waiting", why: "timeout" }).view.querySelector("path")?.getAttribute("d");
    expect(new Set([...shapes, open]).size).toBe(3);
  });

  test("repeat_saysWhenAndWhere_inTheEventsZone", () => {
    expect(show({ kind: "answered", outcome: REPEAT, ownLate: null }).view.textContent).toContain("Zuerst um 19:14, Hof");
    expect(show({ kind: "answered", outcome: REPEAT, ownLate: null }, "en").view.textContent).toContain("First at 19:14, Hof");
  });

  test("repeatFromAnotherDay_saysTheDate", () => {
    const outcome = { ...REPEAT, first: { at: EVENING - 24 * 3_600_000, gate: "Hof" } };
    expect(show({ kind: "answered", outcome, ownLate: null }).view.textContent).toContain("Zuerst am Sa., 21. Nov., 20:00, Hof");
  });

  test("markupInNames_staysText", () => {
    const outcome = admission({ tier: { number: 0, name: "<img src=x onerror=alert(1)>" } });
    const { view } = show({ kind: "answered", outcome, ownLate: null });
    expect(view.querySelector("img")).toBeNull();
    expect(view.querySelector(".verdict-tier")?.textContent).toBe("<img src=x onerror=alert(1)>");
  });

  test("tap_dismisses", () => {
    const { view, onDismiss } = show({ kind: "waiting", why: "timeout" });
    view.querySelector("h1")?.click();
    expect(onDismiss).toHaveBeenCalledOnce();
  });
});

describe("verdictSpeech", () => {
  test("isOneTextWithEverythingThatMatters", () => {
    expect(show({ kind: "answered", outcome: REPEAT, ownLate: null }, "en").speech).toBe("Already in. Mitglied. First at 19:14, Hof");
    expect(show({ kind: "answered", outcome: admission(), ownLate: null }).speech).toBe("Komm rein. Mitglied");
  });
});
