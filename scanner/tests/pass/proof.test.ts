import { beforeAll, describe, expect, test, vi } from "vitest";
import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import { hexToBytes } from "@noble/hashes/utils.js";
import BOUND_CASES from "../../../tests/vectors/pass/bound.json";
import STATIC_CASES from "../../../tests/vectors/pass/valid.json";
import { encodeBase45 } from "../../shared/pass/base45.ts";
import { concat, encodeArray, encodeBytes, encodeUint } from "../../shared/pass/cbor.ts";
import { signedBytes } from "../../shared/pass/cose.ts";
import { keyId } from "../../shared/pass/ed25519.ts";
import { PassRefused } from "../../shared/pass/errors.ts";
import { compressPoint, withLowS } from "../../shared/pass/p256.ts";
import { makeProof } from "../../shared/pass/proof.ts";
import { keyRing, readPass, verifyPass } from "../../shared/pass/read.ts";

const SEED = hexToBytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
const ISSUER = ed25519.getPublicKey(SEED);
const KEYS = keyRing([ISSUER]);
const NOW = 1_800_000_000;
const STATIC = STATIC_CASES[0]?.text ?? "";

/** What the box office does in Python: a pass for tier 1, serial 0, bound to the exported key. */
function boundTo(exported: Uint8Array): string {
  const [sign = 0, ...x] = compressPoint(exported);
  const key = concat(hexToBytes("a101a401022001215820"), Uint8Array.of(...x), hexToBytes("22"), Uint8Array.of(0xf2 + sign));
  const ticket = concat(hexToBytes("3a0001000084"), encodeBytes(new Uint8Array(8)), hexToBytes("010000"));
  const payload = concat(hexToBytes("a304"), encodeUint(1_830_211_200), hexToBytes("08"), key, ticket);
  const header = concat(hexToBytes("a2012704"), encodeBytes(hexToBytes(keyId(ISSUER))));
  const signature = ed25519.sign(signedBytes(header, payload), SEED);
  const message = encodeArray(encodeBytes(header), hexToBytes("a0"), encodeBytes(payload), encodeBytes(signature));
  return `EL1:${encodeBase45(concat(hexToBytes("d2"), message))}`;
}

let phone: CryptoKeyPair;
let bound: string;
const sign = async (message: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, phone.privateKey, message));

beforeAll(async () => {
  phone = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  bound = boundTo(new Uint8Array(await crypto.subtle.exportKey("raw", phone.publicKey)));
});

async function refusalOf(proof: Promise<string>): Promise<unknown> {
  return proof.then(
    () => "taken",
    (error: unknown) => (error instanceof PassRefused ? error.error : error),
  );
}

describe("makeProof", () => {
  test("staticPass_isRefusedAndNothingIsSigned", async () => {
    const asked = vi.fn(sign);
    expect(await refusalOf(makeProof(STATIC, NOW, asked))).toEqual({ code: "proof_unexpected", stage: null });
    expect(asked).not.toHaveBeenCalled();
  });

  test("passInAProofAlready_isRefused", async () => {
    expect(await refusalOf(makeProof(await makeProof(bound, NOW, sign), NOW, sign))).toEqual({ code: "proof_unexpected", stage: null });
  });

  test("noPass_isRefused", async () => {
    expect(await refusalOf(makeProof("https://example.org", NOW, sign))).toEqual({ code: "not_a_pass", stage: null });
    expect(await refusalOf(makeProof(`${bound}0`, NOW, sign))).toMatchObject({ code: "malformed" });
  });

  test.each([0, -1, 1.5, 253_402_300_800, Number.NaN, Number.POSITIVE_INFINITY])("time_%s_isRefused", async (at) => {
    expect(await refusalOf(makeProof(bound, at, sign))).toEqual({ code: "malformed", stage: "proof" });
  });

  test.each([
    ["in DER", new Uint8Array(71).fill(0x30)],
    ["of zeros", new Uint8Array(64)],
    ["of ones", new Uint8Array(64).fill(255)],
    ["missing", new Uint8Array()],
  ])("signature_%s_isRefused", async (_what, signature) => {
    expect(await refusalOf(makeProof(bound, NOW, () => Promise.resolve(signature)))).toEqual({ code: "malformed", stage: "cose" });
  });

  test("whatSignThrows_comesThrough", async () => {
    const gone = new Error("the key is gone");
    expect(await refusalOf(makeProof(bound, NOW, () => Promise.reject(gone)))).toBe(gone);
  });

  test("aKeyOfThisBrowser_isTakenEveryTimeWhicheverHalfItsSIsIn", async () => {
    const halves = new Set<boolean>();
    const watched = async (message: Uint8Array<ArrayBuffer>): Promise<Uint8Array> => {
      const signature = await sign(message);
      halves.add(p256.Signature.fromBytes(signature).hasHighS());
      return signature;
    };
    for (let second = 0; second < 40; second += 1) {
      const result = await verifyPass(await makeProof(bound, NOW + second, watched), KEYS);
      expect(result).toMatchObject({ ok: true, value: { proofAt: NOW + second, tier: 1, serial: 0, epoch: 0 } });
    }
    expect(halves.size).toBe(2);
  });

  test("theVectorsDevice_showsTheVectorsText", async () => {
    // RFC 6979 on both sides makes the signature the same; with s in the upper half, as a browser might give it.
    const secret = hexToBytes("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    const high = (message: Uint8Array): Promise<Uint8Array> => {
      const low = p256.Signature.fromBytes(p256.sign(message, secret, { lowS: true }));
      return Promise.resolve(new p256.Signature(low.r, p256.Point.Fn.neg(low.s)).toBytes());
    };
    const shown = BOUND_CASES[0]?.text ?? "";
    const { proof } = readPass(shown);
    const issuerPass = concat(hexToBytes("d2"), (proof?.sign1.payload ?? new Uint8Array()).slice(1, -5));
    expect(await makeProof(`EL1:${encodeBase45(issuerPass)}`, proof?.at ?? 0, high)).toBe(shown);
  });
});

test("compressPoint_givesWhatTheLibraryGives", () => {
  for (let secret = 1; secret < 9; secret += 1) {
    const key = new Uint8Array(32).fill(secret);
    expect(compressPoint(p256.getPublicKey(key, false))).toEqual(p256.getPublicKey(key, true));
  }
  expect(() => compressPoint(new Uint8Array(33))).toThrow(RangeError);
  expect(() => compressPoint(new Uint8Array(65))).toThrow(RangeError);
});

test("withLowS_ofALowS_isTheSame", () => {
  const low = p256.sign(new Uint8Array(3), new Uint8Array(32).fill(7), { lowS: true });
  expect(withLowS(low)).toEqual(low);
});
