import { describe, expect, test } from "vitest";
import { SerialSet, readSet, writeSet } from "../../door/domain/sets.ts";
import { ShapeError } from "../../shared/json.ts";
import vectors from "../../../tests/vectors/door/sets.json" with { type: "json" };

describe("shared vectors", () => {
  test.each(vectors.sets)("$name", ({ runs, text }) => {
    expect(readSet(text).runs()).toEqual(runs);
    expect(writeSet(readSet(text))).toBe(text);
  });

  test.each(vectors.broken)("broken_%j_isRefused", (text) => {
    expect(() => readSet(text)).toThrow(ShapeError);
  });
});

describe("SerialSet", () => {
  test("putOff_takesOneOut_andLeavesItsNeighbours", () => {
    const set = readSet("r:0-20");
    set.put(10, false);
    set.put(5000, false);
    expect(set.runs()).toEqual([[0, 9], [11, 20]]);
    expect([set.has(9), set.has(10), set.has(5000)]).toEqual([true, false, false]);
  });

  test("putAll_joinsAndTakesAway", () => {
    const set = readSet("r:0-9");
    set.putAll(readSet("r:5-30"), true);
    expect(writeSet(set)).toBe("r:0-30");
    set.putAll(readSet("r:8-200"), false);
    expect(writeSet(set)).toBe("r:0-7");
    set.putAll(readSet("r:0-7"), false);
    expect(writeSet(set)).toBe("r:");
  });

  test("hundredThousand_takeABitEach", () => {
    const set = new SerialSet();
    for (let serial = 0; serial < 100_000; serial += 2) set.put(serial, true);
    expect(writeSet(set).length).toBeLessThan(16_700);
    expect(readSet(writeSet(set)).runs()).toHaveLength(50_000);
  });
});
