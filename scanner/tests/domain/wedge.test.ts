import { describe, expect, test } from "vitest";
import { GAP_MS, LEAST_KEYS, PAUSE_MS, initialWedge, press } from "../../door/domain/wedge.ts";
import type { WedgeKey, WedgeStep } from "../../door/domain/wedge.ts";

type Key = Omit<WedgeKey, "at">;

/** Presses keys with a fixed gap, Enter last; the steps of all of them. */
function shoot(keys: readonly Key[], gap: number | ((index: number) => number) = 10): WedgeStep[] {
  const all = [...keys, { key: "Enter", code: "Enter", shift: false }];
  const steps: WedgeStep[] = [];
  let wedge = initialWedge;
  let at = 1000;
  for (const [index, key] of all.entries()) {
    at += typeof gap === "number" ? gap : gap(index);
    const step = press(wedge, { ...key, at });
    wedge = step.wedge;
    steps.push(step);
  }
  return steps;
}

const plain = (text: string): Key[] => Array.from(text, (key) => ({ key, code: "", shift: false }));
const scanOf = (steps: readonly WedgeStep[]): string | null => steps.at(-1)?.scan ?? null;

/** What a scanner with an American board sends for a code, as the operating system's `heard` letters. */
function american(code: string, heard: (sign: string) => string): Key[] {
  const places: Record<string, [string, boolean]> = {
    ":": ["Semicolon", true],
    "-": ["Minus", false],
    "/": ["Slash", false],
    "*": ["Digit8", true],
    "+": ["Equal", true],
    " ": ["Space", false],
    "%": ["Digit5", true],
    "$": ["Digit4", true],
    ".": ["Period", false],
  };
  return Array.from(code, (sign) => {
    const [place, shift] = places[sign] ?? (/\d/u.test(sign) ? [`Digit${sign}`, false] : [`Key${sign}`, true]);
    return { key: heard(sign), code: place, shift };
  });
}

describe("who is typing", () => {
  test("person_slowKeys_isNoScan", () => {
    expect(scanOf(shoot(plain("EL1:ABCDEF"), 120))).toBeNull();
  });

  test("person_swallowsNothing", () => {
    expect(shoot(plain("EL1:ABCDEF"), 120).some((step) => step.swallow)).toBe(false);
  });

  test("fewFastKeys_isNoScan", () => {
    expect(scanOf(shoot(plain("A".repeat(LEAST_KEYS - 1))))).toBeNull();
  });

  test("enterAlone_isNoScanAndNotSwallowed", () => {
    expect(shoot([])).toEqual([{ wedge: initialWedge, scan: null, swallow: false }]);
  });

  test("enterLongAfterTheKeys_isNoScan", () => {
    expect(scanOf(shoot(plain("EL1:ABC"), (index) => (index === 7 ? PAUSE_MS : 5)))).toBeNull();
  });

  test("arrowKeyInBetween_isNoScan", () => {
    const keys = [...plain("EL1:A"), { key: "ArrowLeft", code: "ArrowLeft", shift: false }, ...plain("BC")];
    expect(scanOf(shoot(keys))).toBeNull();
  });

  test("scanner_fastKeysAndEnter_isOneScan", () => {
    expect(scanOf(shoot(plain("EL1:6BF0A$C9%2 K*"), GAP_MS - 1))).toBe("EL1:6BF0A$C9%2 K*");
  });

  test("scanner_anyOtherCode_isScannedAsHeard", () => {
    expect(scanOf(shoot(plain("https://example.org/Ä")))).toBe("https://example.org/Ä");
  });

  test("scanner_itsKeysAndEnterDoNothingElse", () => {
    const swallowed = shoot(plain("EL1:ABC")).map((step) => step.swallow);
    expect(swallowed).toEqual([false, false, true, true, true, true, true, true]);
  });

  test("stutteringScanner_losesNoLetter", () => {
    const stutter = (index: number): number => (index === 3 || index === 20 ? PAUSE_MS - 1 : 8);
    expect(scanOf(shoot(plain("EL1:ABCDEFGHIJKLMNOPQRSTUV"), stutter))).toBe("EL1:ABCDEFGHIJKLMNOPQRSTUV");
  });

  test("twoScans_oneAfterTheOther_stayApart", () => {
    let wedge = initialWedge;
    const scans: (string | null)[] = [];
    const keys = [...plain("EL1:AAA"), { key: "Enter", code: "Enter", shift: false }];
    for (const [index, key] of [...keys, ...keys].entries()) {
      const step = press(wedge, { ...key, at: index * 10 });
      wedge = step.wedge;
      if (key.key === "Enter") scans.push(step.scan);
    }
    expect(scans).toEqual(["EL1:AAA", "EL1:AAA"]);
  });
});

describe("keyboard layouts", () => {
  const CODE = "EL1:XYZ 019 $%*+-./:";

  test("shiftKeysBetweenTheLetters_areNoLetters", () => {
    const shift = { key: "Shift", code: "ShiftLeft", shift: true };
    expect(scanOf(shoot(plain("EL1:ABC").flatMap((key) => [shift, key])))).toBe("EL1:ABC");
  });

  test("americanScanner_germanDevice_isReadByTheKeysPlaces", () => {
    const german: Record<string, string> = { ":": "Ö", "-": "ß", "/": "-", "*": "(", "+": "Dead", Y: "Z", Z: "Y" };
    expect(scanOf(shoot(american(CODE, (sign) => german[sign] ?? sign)))).toBe(CODE);
  });

  test("americanScanner_capsLockOn_isReadByTheKeysPlaces", () => {
    expect(scanOf(shoot(american(CODE, (sign) => sign.toLowerCase())))).toBe(CODE);
  });

  test("germanScanner_americanDevice_isReadByTheKeysPlaces", () => {
    const keys: Key[] = [
      { key: "E", code: "KeyE", shift: true },
      { key: "L", code: "KeyL", shift: true },
      { key: "1", code: "Digit1", shift: false },
      { key: ">", code: "Period", shift: true },
      { key: "Y", code: "KeyY", shift: true },
      { key: "&", code: "Digit7", shift: true },
      { key: "/", code: "Slash", shift: false },
      { key: "}", code: "BracketRight", shift: true },
    ];
    expect(scanOf(shoot(keys))).toBe("EL1:Z/-*");
  });

  test("sameLayoutOnBothSides_isReadAsHeard", () => {
    expect(scanOf(shoot(american(CODE, (sign) => sign)))).toBe(CODE);
  });
});
