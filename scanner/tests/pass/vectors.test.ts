/** The vectors that Python runs too (tests/vectors/pass): every text is judged as they say. */
import { describe, expect, test } from "vitest";
import { hexToBytes } from "@noble/hashes/utils.js";
import { keyRing, normaliseScan, verifyPass } from "../../shared/pass/read.ts";
import { written } from "./written.ts";

interface Case {
  readonly name: string;
  readonly text?: string;
  readonly text_hex?: string;
  readonly scanned?: string;
  readonly keys: readonly string[];
  readonly expect: Readonly<Record<string, unknown>>;
}

const FILES = import.meta.glob<readonly Case[]>("../../../tests/vectors/pass/*.json", { eager: true, import: "default" });
const CASES = Object.entries(FILES).flatMap(([path, cases]) =>
  cases.map((each) => [`${path.slice(path.lastIndexOf("/") + 1)}: ${each.name}`, each] as const),
);

function given({ text, text_hex, scanned }: Case): string {
  if (scanned !== undefined) return normaliseScan(scanned);
  return text ?? new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(hexToBytes(text_hex ?? ""));
}

describe("verifyPass", () => {
  test("vectors_areThere", () => {
    expect(CASES.length).toBeGreaterThan(400);
  });

  test.each(CASES)("%s", async (_name, each) => {
    const keys = keyRing(each.keys.map((raw) => hexToBytes(raw)));
    expect(written(await verifyPass(given(each), keys))).toEqual(each.expect);
  });
});
