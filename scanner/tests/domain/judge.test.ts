import { describe, expect, test } from "vitest";
import { Knowledge } from "../../door/domain/door-state.ts";
import { judge, passageOf } from "../../door/domain/judge.ts";
import type { Judgement } from "../../door/domain/outcome.ts";
import { createSameness } from "../../door/domain/sameness.ts";
import type { Snapshot, TierSnapshot } from "../../door/domain/snapshot.ts";
import { keyRing, verifyPass } from "../../shared/pass/read.ts";
import bound from "../../../tests/vectors/pass/bound.json" with { type: "json" };
import valid from "../../../tests/vectors/pass/valid.json" with { type: "json" };
import { EVENT_REF, snapshot } from "../world.ts";

interface Said {
  readonly event_ref: string;
  readonly token_id: string;
  readonly proof_at: number | null;
}

interface Vector {
  readonly text: string;
  readonly keys: readonly string[];
  readonly expect: { readonly ok: Said };
}

const VECTORS = [...valid, ...bound] as unknown as readonly Vector[];
const BEFORE_ALL = Date.UTC(2026, 10, 22, 19);

function vector(isBound: boolean): Vector {
  const found = VECTORS.find(({ expect: { ok } }) => ok.event_ref === EVENT_REF && (ok.proof_at ?? null) !== null === isBound && BigInt(ok.token_id) >> 32n === 1n);
  if (found === undefined) throw new Error("no such vector");
  return found;
}

function hex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../gu) ?? [], (byte) => Number.parseInt(byte, 16));
}

function knowing(tier: Partial<TierSnapshot> = {}, change: Partial<Snapshot> = {}): Knowledge {
  return new Knowledge(snapshot({ known: "r:0-1048575", ...tier }, change));
}

async function judged(text: string, keys: readonly string[], knowledge: Knowledge, now = BEFORE_ALL): Promise<Judgement> {
  return judge(text, await verifyPass(text, keyRing(keys.map(hex))), knowledge, now, "entry");
}

describe("a real pass", () => {
  const paper = vector(false);
  const phone = vector(true);

  test("static_isPaper_andItsSerialCountsFromOne", async () => {
    const { text, keys, expect: said } = paper;
    const serial = Number(BigInt(said.ok.token_id) & 0xffff_ffffn);
    const judgement = await judged(text, keys, knowing());
    expect(judgement).toMatchObject({ outcome: "admitted", medium: "paper", tier: { number: 1, name: "Mitglied" }, serial: serial + 1 });
    expect(passageOf(judgement, knowing(), BEFORE_ALL)).toMatchObject({ tier: 1, serial, direction: "entry", first: { gate: "Hof" } });
  });

  test("static_whereThePhoneIsWanted_isPaper", async () => {
    expect(await judged(paper.text, paper.keys, knowing({ paper: false }))).toMatchObject({ outcome: "refused", reason: "paper", medium: "paper" });
  });

  test("bound_isAPhone_whileItsProofIsFresh", async () => {
    const proofAt = (phone.expect.ok.proof_at ?? 0) * 1000;
    const opensAt = proofAt - 1;
    const knowledge = knowing({ paper: false }, { event: { ref: EVENT_REF, opensAt, cancelled: false, names: false } });
    expect(await judged(phone.text, phone.keys, knowledge, proofAt + 30_000)).toMatchObject({ outcome: "admitted", medium: "phone" });
    expect(await judged(phone.text, phone.keys, knowledge, proofAt + 30_001)).toMatchObject({ reason: "stale" });
  });

  test("ofAnUnknownIssuer_isInvalid_andOfAnotherEventSaysSo", async () => {
    expect(await judged(paper.text, [], knowing())).toMatchObject({ reason: "invalid", tier: null });
    const elsewhere = knowing({}, { event: { ref: "0badc0de0badc0de", opensAt: 0, cancelled: false, names: false } });
    expect(await judged(paper.text, [], elsewhere)).toMatchObject({ reason: "wrong_event", tier: null });
    expect(await judged(paper.text, paper.keys, elsewhere)).toMatchObject({ reason: "wrong_event", tier: null });
  });

  test("damaged_isInvalid_andAPosterIsNoTicket", async () => {
    expect(await judged(`${paper.text.slice(0, -2)}AA`, paper.keys, knowing())).toMatchObject({ reason: "invalid" });
    expect(await judged("https://example.org", paper.keys, knowing())).toMatchObject({ reason: "not_a_ticket" });
  });
});

describe("createSameness", () => {
  // Two texts of one ticket, as a phone shows them one after the other.
  const isOneTicket = (a: Vector, b: Vector): boolean =>
    a.expect.ok.event_ref === b.expect.ok.event_ref && a.expect.ok.token_id === b.expect.ok.token_id && a.text !== b.text;
  const first = VECTORS.find((one) => VECTORS.some((another) => isOneTicket(one, another)));
  const second = VECTORS.find((another) => first !== undefined && isOneTicket(first, another));
  if (first === undefined || second === undefined) throw new Error("no two passes of one ticket");
  const other = VECTORS.find(({ expect: { ok } }) => ok.token_id !== first.expect.ok.token_id);

  test("newCodeOfWhoWasLetThrough_isTheSame_asLongAsTheirCodeIsHeld", () => {
    const sameness = createSameness();
    sameness.passed(first.text);
    expect(sameness.nameOf(second.text, () => true)).toBe(first.text);
    expect(sameness.newest(first.text)).toBe(second.text);
    expect(sameness.nameOf(second.text, () => false)).toBe(second.text);
  });

  test("newCodeOfWhoWasRefused_isANewOne", () => {
    expect(createSameness().nameOf(second.text, () => true)).toBe(second.text);
  });

  test.each([["another ticket", other?.text ?? ""], ["no pass", "EL1:"], ["a poster", "https://example.org"]])("%s_isItself", (_what, text) => {
    const sameness = createSameness();
    sameness.passed(first.text);
    sameness.passed(text);
    expect([sameness.nameOf(text, () => true), sameness.newest(text)]).toEqual([text, text]);
  });
});
