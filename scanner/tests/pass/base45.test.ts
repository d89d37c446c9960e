import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBase45, encodeBase45 } from "../../shared/pass/base45.ts";
import { PassRefused } from "../../shared/pass/errors.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

describe("decodeBase45", () => {
  test.each([
    ["A", "one character"],
    ["BB8B", "four characters"],
    ["bb8", "lower case"],
    ["BB_", "an underscore"],
    ["BB8\n", "a line feed"],
    ["BBÖ", "an umlaut"],
    ["BB😀", "a character of two places"],
    ["GGW", "65536"],
    [":::", "91124"],
    ["V5", "256"],
    ["::", "2024"],
    ["BB8V5", "256 after a good group"],
  ])("%j_isRefused (%s)", (text) => {
    expect(() => decodeBase45(text)).toThrow(PassRefused);
    expect(() => decodeBase45(text)).toThrow(/^base45: /u);
  });

  test.each([
    ["", ""],
    ["AB", "BB8"],
    ["Hello!!", "%69 VD92EX0"],
    ["base-45", "UJCLQE7W581"],
    ["ietf!", "QED8WEX0"],
  ])("exampleOfRfc9285_%j_isSpelledAndRead", (plain, text) => {
    const data = new TextEncoder().encode(plain);
    expect(encodeBase45(data)).toBe(text);
    expect(Array.from(decodeBase45(text))).toEqual(Array.from(data));
  });

  test("everyGroupOfTwoAndThree_isRefusedOrTheSpellingOfItsBytes", () => {
    let taken = 0;
    const pairs = Array.from(ALPHABET).flatMap((first) => Array.from(ALPHABET, (second) => first + second));
    for (const group of [...pairs, ...pairs.flatMap((pair) => Array.from(ALPHABET, (third) => pair + third))]) {
      try {
        if (encodeBase45(decodeBase45(group)) === group) taken += 1;
        else expect.unreachable(group);
      } catch (error) {
        if (!(error instanceof PassRefused)) throw error;
      }
    }
    expect(taken).toBe(256 + 65_536);
  });

  test("whatWasSpelled_isReadBack", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
        expect(Array.from(decodeBase45(encodeBase45(data)))).toEqual(Array.from(data));
      }),
    );
  });
});
