import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hexToBytes } from "@noble/hashes/utils.js";
import { MAX_DEPTH, asInteger, concat, decodeCbor, encodeArray, encodeBytes, encodeUint } from "../../shared/pass/cbor.ts";
import type { CborInteger, CborValue } from "../../shared/pass/cbor.ts";
import { PassRefused } from "../../shared/pass/errors.ts";

const decode = (hex: string): CborValue => decodeCbor(hexToBytes(hex));

/** A second speller, of everything that may occur, to compare the reader with. */
function spell(value: CborValue): Uint8Array {
  if (typeof value === "boolean") return Uint8Array.of(value ? 0xf5 : 0xf4);
  if (typeof value === "number" || typeof value === "bigint") return spellInteger(BigInt(value));
  if (value instanceof Uint8Array) return concat(spellHead(2, BigInt(value.length)), value);
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<CborInteger, CborValue>)].map(([key, item]) => [spell(key), spell(item)] as const);
    entries.sort(([a], [b]) => compare(a, b));
    return concat(spellHead(5, BigInt(entries.length)), ...entries.flat());
  }
  const items = value as readonly CborValue[];
  return concat(spellHead(4, BigInt(items.length)), ...items.map(spell));
}

function spellInteger(value: bigint): Uint8Array {
  return value < 0n ? spellHead(1, -1n - value) : spellHead(0, value);
}

function spellHead(major: number, argument: bigint): Uint8Array {
  if (argument < 24n) return Uint8Array.of((major << 5) | Number(argument));
  const size = [1, 2, 4, 8].find((bytes) => argument < 1n << BigInt(8 * bytes)) ?? 8;
  const hex = argument.toString(16).padStart(2 * size, "0");
  return concat(Uint8Array.of((major << 5) | (24 + Math.log2(size))), hexToBytes(hex));
}

function compare(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at === -1 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? 0);
}

const exact = (value: bigint): CborInteger => (Number.isSafeInteger(Number(value)) ? Number(value) : value);
const integers = fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n - 1n }).map(exact);
const leaves = fc.oneof(integers, fc.boolean(), fc.uint8Array({ maxLength: 40 }));
const { value: values } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: MAX_DEPTH },
    leaves,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(integers, tie("value")), { maxLength: 4 }).map((entries) => new Map(entries)),
  ),
}));

describe("decodeCbor", () => {
  test.each([
    ["", "nothing"],
    ["1800", "a longer head than needed"],
    ["1817", "the last that fits the head itself"],
    ["1900ff", "one byte in two"],
    ["1a0000ffff", "two bytes in four"],
    ["1b00000000ffffffff", "four bytes in eight"],
    ["3800", "a longer negative head"],
    ["5800", "a longer length"],
    ["1c", "a reserved head"],
    ["1f", "an integer of indefinite length"],
    ["5f4100ff", "bytes in chunks"],
    ["9f00ff", "an array of indefinite length"],
    ["bf0000ff", "a map of indefinite length"],
    ["ff", "a break"],
    ["60", "text"],
    ["c000", "a tag"],
    ["f6", "null"],
    ["f7", "undefined"],
    ["e0", "a simple value"],
    ["f815", "true, longer"],
    ["f90000", "a float"],
    ["0000", "bytes after the end"],
    ["4100ff", "a byte after a byte string"],
    ["42ff", "bytes that end early"],
    ["5bffffffffffffffff", "bytes longer than memory"],
    ["9bffffffffffffffff", "an array longer than memory"],
    ["bbffffffffffffffff", "a map longer than memory"],
    ["8200", "an array that ends early"],
    ["a100", "a map that ends early"],
    ["a201000100", "a key twice"],
    ["a202000100", "keys out of order"],
    ["a220000000", "a negative key before another"],
    ["a221002000", "negative keys out of order"],
    ["a1f500", "true as a key"],
    ["a14000", "bytes as a key"],
    ["a18000", "an array as a key"],
    ["8181818180", "five deep"],
    ["81818181a0", "a map five deep"],
  ])("%s_isRefused (%s)", (hex) => {
    expect(() => decode(hex)).toThrow(PassRefused);
    expect(() => decode(hex)).toThrow(/^cbor: /u);
  });

  test.each<[string, CborValue]>([
    ["00", 0],
    ["17", 23],
    ["1818", 24],
    ["20", -1],
    ["3a00010000", -65_537],
    ["1b001fffffffffffff", Number.MAX_SAFE_INTEGER],
    ["1b0020000000000000", 2n ** 53n],
    ["3b001ffffffffffffe", Number.MIN_SAFE_INTEGER],
    ["3b001fffffffffffff", -(2n ** 53n)],
    ["1bffffffffffffffff", 2n ** 64n - 1n],
    ["3bffffffffffffffff", -(2n ** 64n)],
    ["f4", false],
    ["f5", true],
    ["80", []],
    ["81818180", [[[[]]]]],
    ["a30a0018640020f5", new Map<CborInteger, CborValue>([[10, 0], [100, 0], [-1, true]])],
  ])("%s_isRead", (hex, value) => {
    expect(decode(hex)).toEqual(value);
  });

  test("everySpelling_isReadAndNoPartOfItIs", () => {
    fc.assert(
      fc.property(values, (value) => {
        const spelled = spell(value);
        expect(decodeCbor(spelled)).toEqual(value);
        for (let end = 0; end < spelled.length; end += 1) expect(() => decodeCbor(spelled.subarray(0, end))).toThrow(PassRefused);
        expect(() => decodeCbor(concat(spelled, Uint8Array.of(0)))).toThrow(PassRefused);
      }),
    );
  });

  test("anyBytes_areRefusedWithOurErrorOrSpelledTheOneWay", () => {
    const damaged = fc.tuple(values, fc.nat(), fc.nat(255)).map(([value, place, byte]) => {
      const spelled = spell(value);
      spelled[place % spelled.length] = byte;
      return spelled;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), damaged), (data) => {
        let value: CborValue;
        try {
          value = decodeCbor(data);
        } catch (error) {
          expect(error).toBeInstanceOf(PassRefused);
          return;
        }
        expect(spell(value)).toEqual(data);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("encode", () => {
  test.each([0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER])("uint_%i_isSpelledShortest", (value) => {
    expect(encodeUint(value)).toEqual(spell(value));
  });

  test("bytesAndArrays_areSpelledAsTheOtherSpellerDoes", () => {
    const data = new Uint8Array(300).fill(7);
    expect(encodeArray(encodeBytes(data), encodeUint(1))).toEqual(spell([data, 1]));
  });
});

test.each([true, false, 5n, [], new Map(), new Uint8Array(), undefined, -1, 11])("asInteger_%s_isNull", (value) => {
  expect(asInteger(value, 0, 10)).toBeNull();
});
