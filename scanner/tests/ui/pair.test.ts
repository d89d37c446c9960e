// @vitest-environment jsdom
import { afterEach, describe, expect, test, vi } from "vitest";
import { createTranslator } from "../../shared/i18n/translate.ts";
import type { Failure } from "../../shared/errors.ts";
import { err, ok } from "../../shared/result.ts";
import type { Result } from "../../shared/result.ts";
import type { Pairing } from "../../door/domain/device.ts";
import { pairScreen } from "../../door/ui/pair-screen.ts";
import type { PairScreenOptions } from "../../door/ui/pair-screen.ts";
import { pairing, problem } from "../world.ts";

let asked: [string, string][] = [];
let paired: Pairing[] = [];

afterEach(() => {
  asked = [];
  paired = [];
  document.body.replaceChildren();
});

function show(answer: Result<Pairing, Failure>, change: Partial<PairScreenOptions> = {}): void {
  const screen = pairScreen({
    translator: createTranslator("de"),
    code: "ABCD1234",
    deviceName: "iPhone",
    lost: null,
    waiting: 0,
    camera: null,
    pair: (code, name) => {
      asked.push([code, name]);
      return Promise.resolve(answer);
    },
    onPaired: (done) => paired.push(done),
    onLanguage: () => undefined,
    onKeep: null,
    ...change,
  });
  document.body.append(screen.element);
}

function part(testid: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-testid=${testid}]`);
  if (found === null) throw new Error(`${testid} is not on the page`);
  return found;
}

const input = (testid: string): HTMLInputElement => part(testid) as HTMLInputElement;
const isDisabled = (testid: string): boolean => (part(testid) as HTMLButtonElement).disabled;

const text = (testid: string): string => part(testid).textContent;

describe("with a code", () => {
  test("nothingIsRedeemed_beforeThePersonAsks", () => {
    show(ok(pairing));
    expect(asked).toEqual([]);
  });

  test("blankName_redeemsNothing", () => {
    show(ok(pairing));
    input("device-name").value = "   ";
    part("pair-button").closest("form")?.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
    expect(asked).toEqual([]);
  });

  test.each([
    [{ kind: "network" }, /Keine Verbindung.*nicht verbraucht/u],
    [problem(404, "pairing_code_unknown"), /gibt es nicht/u],
    [problem(409, "pairing_code_used"), /schon benutzt/u],
    [problem(410, "pairing_code_expired"), /abgelaufen/u],
    [problem(429, "rate_limited"), /Warte eine Minute/u],
    [problem(500, "internal"), /Der Server hat gerade ein Problem/u],
    [problem(422, "validation_failed"), /^Einzelheit$/u],
  ] as const)("%j_isSaid_andTheButtonWorksAgain", async (failure, words) => {
    show(err(failure));
    part("pair-button").click();
    expect(isDisabled("pair-button")).toBe(true);
    await vi.waitFor(() => {
      expect(text("pair-problem")).toMatch(words);
    });
    expect(isDisabled("pair-button")).toBe(false);
    expect(paired).toEqual([]);
  });

  test("tap_pairsWithTheChosenName", async () => {
    show(ok(pairing));
    input("device-name").value = " Hofhandy ";
    part("pair-button").click();
    await vi.waitFor(() => {
      expect(paired).toEqual([pairing]);
    });
    expect(asked).toEqual([["ABCD1234", "Hofhandy"]]);
  });
});

describe("without a code", () => {
  function enter(typed: string): void {
    input("pair-text").value = typed;
    part("pair-text-submit").click();
  }

  test.each([
    ["kein code!", /kein Kopplungscode/u],
    ["https://elsewhere.example/door/#pair=ABCD1234", /gehört zu elsewhere\.example/u],
  ])("%s_isExplained", (typed, words) => {
    show(ok(pairing), { code: null });
    enter(typed);
    expect(text("pair-screen")).toMatch(words);
    expect(document.querySelector("[data-testid=pair-button]")).toBeNull();
  });

  test("typedCode_asksForTheNameFirst", () => {
    show(ok(pairing), { code: null });
    enter("ABCD 1234");
    expect(asked).toEqual([]);
    part("pair-button").click();
    expect(asked).toEqual([["ABCD1234", "iPhone"]]);
  });
});

describe("a device that lost its door", () => {
  test("reasonAndWaitingScans_areSaid", () => {
    show(ok(pairing), { code: null, lost: "device_revoked", waiting: 2 });
    expect(text("pair-lost")).toContain("Die Orga hat dieses Gerät abgemeldet.");
    expect(text("pair-lost")).toContain("2 Scans warten noch.");
    expect(text("pair-lost")).toContain("Hier gelöscht: Kopplung, Stand der Veranstaltung, Antworten und PIN. Behalten: Scans ohne Antwort");
  });

  test("freshDevice_hasNoNotice", () => {
    show(ok(pairing), { code: null });
    expect(document.querySelector("[data-testid=pair-lost]")).toBeNull();
  });
});
