import { describe, expect, test } from "vitest";
import { decide } from "../../door/domain/decide.ts";
import type { Direction, Reentry } from "../../door/domain/decide.ts";
import vectors from "../../../tests/vectors/checkin/decide.json" with { type: "json" };

type Vector = (typeof vectors)[number];

/** The token id is written as decimal text, because JavaScript's numbers end below it. */
function halves(tokenId: string): { readonly tier: number; readonly serial: number } {
  const id = BigInt(tokenId);
  return { tier: Number(id >> 32n), serial: Number(id & 0xffff_ffffn) };
}

function decided({ pass, ticket, door, now, direction }: Vector): string | null {
  const seen = {
    eventRef: pass.event_ref,
    ...halves(pass.token_id),
    epoch: pass.epoch,
    expiresAt: Date.parse(pass.expires_at),
    proofAt: pass.proof_at === null ? null : Date.parse(pass.proof_at),
  };
  const at = {
    eventRef: door.event_ref,
    opensAt: Date.parse(door.opens_at),
    cancelled: door.cancelled,
    tiers: new Set<number>(door.tiers),
    paper: new Set<number>(door.paper),
    reentry: door.reentry as Reentry,
  };
  return decide(seen, ticket, at, Date.parse(now), direction as Direction);
}

describe("shared vectors", () => {
  test.each(vectors)("$name", (vector) => {
    expect(decided(vector)).toBe(vector.expect);
  });

  test("everyReason_occurs", () => {
    expect(new Set(vectors.map((vector) => vector.expect)).size).toBe(12);
  });
});
