// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTranslator } from "../../shared/i18n/translate.ts";
import { observable } from "../../shared/observable.ts";
import { NO_COUNTS } from "../../door/domain/snapshot.ts";
import type { PinLock, PinTry } from "../../door/pin-lock.ts";
import { initialState } from "../../door/state.ts";
import type { DoorState } from "../../door/state.ts";
import { openCountsSheet } from "../../door/ui/counts-sheet.ts";
import { openPinSheet } from "../../door/ui/pin-sheet.ts";
import { openSettingsSheet } from "../../door/ui/settings-sheet.ts";
import type { Settings } from "../../door/store/schema.ts";
import { device } from "../world.ts";
import { giveDialogs, isThere, part, settle, write } from "./page.ts";

const translator = createTranslator("de");
const SETTINGS: Settings = { language: "de", sound: true, vibration: true, camera: null, torch: false, rapid: false, direction: null };

let kept: string | null;
let answer: PinTry;
let changes: Partial<Settings>[];
let played: string[];
let opened: number;

function lock(change: Partial<PinLock> = {}): PinLock {
  return {
    isPossible: true,
    isSet: () => kept !== null,
    set: (pin) => {
      kept = pin;
      return Promise.resolve();
    },
    remove: () => {
      kept = null;
      return Promise.resolve();
    },
    open: () => Promise.resolve(answer),
    ...change,
  };
}

const unpair = { translator, waiting: (): number => 2, onUnpair: (): Promise<boolean> => Promise.resolve(true) };

function openSettings(change: Partial<PinLock> = {}): void {
  openSettingsSheet({
    ...unpair,
    settings: SETTINGS,
    device,
    lock: lock(change),
    onLanguage: () => undefined,
    onChange: (changed) => changes.push(changed),
    onTest: (tone) => played.push(tone),
    onScans: () => undefined,
  });
}

async function submit(testid: string): Promise<void> {
  part(testid).closest("form")?.requestSubmit();
  await settle();
}

async function setPin(first: string, again: string): Promise<void> {
  part("pin-set").click();
  write("pin-new", first);
  write("pin-again", again);
  await submit("pin-new");
}

beforeEach(() => {
  giveDialogs();
  kept = null;
  answer = { kind: "right" };
  changes = [];
  played = [];
  opened = 0;
});

afterEach(() => {
  document.body.replaceChildren();
});

describe("the PIN before the settings", () => {
  const ask = async (): Promise<void> => {
    openPinSheet({ ...unpair, lock: lock(), onOpen: () => (opened += 1) });
    write("pin", "1234");
    await submit("pin");
  };

  test.each([
    [{ kind: "wrong" }, "Falsche PIN."],
    [{ kind: "wait", ms: 14_001 }, "Zu viele falsche Versuche. Warte 15 Sekunden."],
  ] as const)("%j_opensNothing_andSaysWhy", async (tried, text) => {
    answer = tried;
    await ask();
    expect(part("pin-problem").textContent).toBe(text);
    expect((part("pin") as HTMLInputElement).value).toBe("");
    expect(opened).toBe(0);
  });

  test("forgotten_isTheWayOut_butNotWithUnsentScans", async () => {
    answer = { kind: "wrong" };
    await ask();
    part("unpair").click();
    expect(part("pin-forgotten").textContent).toContain("2 Scans sind noch nicht gesendet");
  });

  test("right_opensTheSettings", async () => {
    await ask();
    expect(opened).toBe(1);
    expect(isThere("pin-sheet")).toBe(false);
  });
});

describe("setting a PIN", () => {
  test.each([
    ["123", "123", "Eine PIN hat 4 bis 8 Ziffern."],
    ["1234", "1243", "Die beiden PINs sind verschieden. Tippe sie noch einmal."],
  ])("%s_and_%s_areNone", async (first, again, text) => {
    openSettings();
    await setPin(first, again);
    expect(part("pin-set-problem").textContent).toBe(text);
    expect(kept).toBeNull();
  });

  test("fullStorage_saysSo", async () => {
    openSettings({ set: () => Promise.reject(new Error("full")) });
    await setPin("1234", "1234");
    expect(part("pin-set-problem").textContent).toContain("lässt sich nicht speichern");
  });

  test("plainHttp_offersNone", () => {
    openSettings({ isPossible: false });
    expect(isThere("pin-set")).toBe(false);
    expect(part("settings-sheet").textContent).toContain("Ohne https");
  });

  test("twiceTheSame_isKept_andCanBeRemoved", async () => {
    openSettings();
    await setPin("1234", "1234");
    expect(kept).toBe("1234");
    part("pin-remove").click();
    await settle();
    expect(kept).toBeNull();
    expect(part("pin-state").textContent).toContain("Ohne PIN");
  });
});

describe("the settings", () => {
  test("eachChoice_tellsWhatHasChanged_andIsPressed", () => {
    openSettings();
    for (const choice of ["rapid-0", "sound-1", "torch-0", "direction-lock-2"]) part(choice).click();
    expect(changes).toEqual([{ rapid: true }, { sound: false }, { torch: true }, { direction: "exit" }]);
    expect(part("rapid-0").getAttribute("aria-pressed")).toBe("true");
    expect(part("rapid-1").getAttribute("aria-pressed")).toBe("false");
  });

  test("everyTone_canBeHeard", () => {
    openSettings();
    for (const tone of ["admitted", "exited", "refused", "undecided", "clash"]) part(`test-${tone}`).click();
    expect(played).toEqual(["admitted", "exited", "refused", "undecided", "clash"]);
  });
});

describe("the head count", () => {
  const gates = [{ id: 1, name: "Hof", entered: 12, exited: 3 }, { id: 2, name: "Keller", entered: 1200, exited: 0 }];

  test("withoutFigures_saysWhenTheyCome", () => {
    openCountsSheet({ translator, state: observable(initialState(device, null)) });
    expect(part("head-count").textContent).toBe("Die Zahlen kommen, sobald die Tür einmal verbunden war.");
  });

  test("countsEveryGate_followsWhileOpen_andSaysWhenItKnowsOnlyItsOwn", () => {
    const counts = { ...NO_COUNTS, inside: 1209, admitted: 1200, issued: 2000, gates };
    const state = observable<DoorState>({ ...initialState(device, null), counts, connection: "online" });
    openCountsSheet({ translator, state });
    expect(part("head-count-inside").textContent).toBe("1.209");
    const rows = [...part("head-count").querySelectorAll("tbody tr")].map((row) => row.textContent);
    expect(rows).toEqual(["Hof diese Tür123", "Keller1.2000"]);
    state.set({ ...state.get(), counts: { ...counts, inside: 1210 }, connection: "offline" });
    expect(part("head-count-inside").textContent).toBe("1.210");
    expect(part("head-count").textContent).toContain("Ohne Verbindung: nur, was dieses Gerät weiß.");
  });
});
