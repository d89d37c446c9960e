// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { listenToKeys } from "../../door/ui/keys.ts";

let scans: string[];
let dismissed: number;
let shown: boolean;
let stop: () => void;

beforeEach(() => {
  scans = [];
  dismissed = 0;
  shown = false;
  stop = listenToKeys({
    onScan: (code) => scans.push(code),
    onDismiss: () => {
      if (shown) dismissed += 1;
      return shown;
    },
  });
});

afterEach(() => {
  stop();
  document.body.replaceChildren();
});

/** Presses a key `at` milliseconds; true when nobody took it away from the page. */
function press(target: EventTarget, key: string, at: number, change: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...change });
  Object.defineProperty(event, "timeStamp", { value: at });
  return target.dispatchEvent(event);
}

function shoot(target: EventTarget, text: string, gap: number): boolean {
  for (const [index, key] of Array.from(text).entries()) press(target, key, 1000 + index * gap);
  return press(target, "Enter", 1000 + text.length * gap);
}

describe("a hand scanner", () => {
  test("shotWhileAButtonHasTheFocus_isAScan_andPressesNothing", () => {
    const button = document.createElement("button");
    const pressed = vi.fn();
    button.addEventListener("keydown", pressed);
    document.body.append(button);
    expect(shoot(button, "EL1:A BC", 8)).toBe(false);
    expect(scans).toEqual(["EL1:A BC"]);
    // Its first two letters only: a space or Enter would press the button.
    expect(pressed).toHaveBeenCalledTimes(2);
  });

  test("shotIntoAField_isAScan_andLeavesTheFieldEmpty", () => {
    const input = document.createElement("input");
    input.value = "EL";
    document.body.append(input);
    shoot(input, "EL1:ABC", 8);
    expect(scans).toEqual(["EL1:ABC"]);
    expect(input.value).toBe("");
  });

  test("afterStop_isNotHeard", () => {
    stop();
    shoot(document.body, "EL1:ABC", 8);
    expect(scans).toEqual([]);
  });
});

describe("a person", () => {
  test("typingIntoAField_keepsEveryKey", () => {
    const input = document.createElement("input");
    document.body.append(input);
    expect(shoot(input, "EL1:ABC", 150)).toBe(true);
    expect(scans).toEqual([]);
  });

  test.each(["Enter", "Escape"])("%s_dismissesAVerdict_andNothingElse", (key) => {
    shown = true;
    expect(press(document.body, key, 5000)).toBe(false);
    expect(dismissed).toBe(1);
  });

  test.each(["Enter", "Escape", "a"])("%s_withoutAVerdict_isLeftAlone", (key) => {
    expect(press(document.body, key, 5000)).toBe(true);
  });

  test("shortcuts_areLeftAlone", () => {
    shown = true;
    expect(press(document.body, "Enter", 5000, { ctrlKey: true })).toBe(true);
    expect(dismissed).toBe(0);
  });
});
