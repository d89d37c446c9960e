import { describe, expect, test } from "vitest";
import { Knowledge } from "../../door/domain/door-state.ts";
import type { OwnPassage } from "../../door/domain/door-state.ts";
import type { Direction } from "../../door/domain/decide.ts";
import { NO_COUNTS } from "../../door/domain/snapshot.ts";
import type { Change, EntryChange } from "../../door/domain/snapshot.ts";
import { EVENING, snapshot } from "../world.ts";

const entry = (seq: number, serial: number, change: Partial<EntryChange> = {}): EntryChange => ({
  kind: "entry",
  seq,
  listId: 1,
  tier: 1,
  serial,
  entries: 1,
  inside: 1,
  first: { at: EVENING, gate: "Keller" },
  clash: null,
  ...change,
});

const own = (id: string, serial: number, direction: Direction = "entry"): OwnPassage => ({
  id,
  tier: 1,
  serial,
  direction,
  first: { at: EVENING + 1000, gate: "Hof" },
});

function learn(knowledge: Knowledge, ...changes: Change[]): ReturnType<Knowledge["apply"]> {
  const cursor = Math.max(knowledge.cursor, ...changes.map((change) => change.seq));
  return knowledge.apply({ cursor, reset: false, changes, counts: knowledge.counts() });
}

describe("the snapshot", () => {
  test("ticketOutsideTheKnownSet_isNone", () => {
    const knowledge = new Knowledge(snapshot());
    expect([knowledge.ticket(1, 200), knowledge.ticket(9, 0), knowledge.ticket(1, 2 ** 32 - 1)]).toEqual([null, null, null]);
  });

  test("everySet_isRead", () => {
    const knowledge = new Knowledge(
      snapshot({ pending: "r:7", revoked: "r:8", blocked: "r:9", admitted: "r:3-4", inside: "r:4", epochs: ["r:5-6", "r:6"], epochsAbove: [[11, 12]] }),
    );
    const fresh = { epoch: 0, revoked: false, blocked: false, minted: true, entries: 0, inside: 0 };
    expect([0, 3, 4, 5, 6, 7, 8, 9, 11].map((serial) => knowledge.ticket(1, serial))).toEqual([
      fresh,
      { ...fresh, entries: 1 },
      { ...fresh, entries: 1, inside: 1 },
      { ...fresh, epoch: 1 },
      { ...fresh, epoch: 2 },
      { ...fresh, minted: false },
      { ...fresh, revoked: true },
      { ...fresh, blocked: true },
      { ...fresh, epoch: 12 },
    ]);
  });

  test("keyThatAnybodyCouldSignWith_isNone_andKeysGoByTheirOwnIds", () => {
    const good = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    const keys = [good, `01${"00".repeat(31)}`].map((publicKey) => ({ kid: "0000000000000000", publicKey }));
    expect([...new Knowledge(snapshot({}, { keys })).keys.keys()]).toEqual(["21fe31dfa154a261"]);
  });

  test("writtenAndReadAgain_isTheSame", () => {
    const knowledge = new Knowledge(snapshot({ admitted: "r:3-4", epochs: ["r:5-6"] }));
    learn(knowledge, entry(11, 5), { kind: "epoch", seq: 12, tier: 1, serial: 6, epoch: 10 });
    const again = new Knowledge(knowledge.snapshot());
    expect(again.snapshot()).toEqual(knowledge.snapshot());
    expect([again.cursor, again.ticket(1, 6)?.epoch, again.first(1, 5)]).toEqual([12, 10, { at: EVENING, gate: "Keller" }]);
  });
});

describe("changes", () => {
  test("order_isTheirNumbers_notTheirPlace", () => {
    const knowledge = new Knowledge(snapshot());
    learn(knowledge, entry(12, 5, { entries: 1, inside: 0 }), entry(11, 5));
    expect(knowledge.ticket(1, 5)).toMatchObject({ entries: 1, inside: 0 });
  });

  test("oldOnes_areNotAppliedAgain", () => {
    const knowledge = new Knowledge(snapshot());
    learn(knowledge, entry(12, 5, { entries: 0, inside: 0, first: null }));
    learn(knowledge, entry(11, 5));
    expect(knowledge.ticket(1, 5)).toMatchObject({ entries: 0 });
  });

  test("entriesOfAnotherList_areNotOurs", () => {
    const knowledge = new Knowledge(snapshot());
    const clash = [{ id: "x", at: EVENING, gate: "Bar" }];
    expect(learn(knowledge, entry(11, 5, { listId: 2, clash })).clashes).toEqual([]);
    expect(knowledge.ticket(1, 5)?.entries).toBe(0);
  });

  test("undoneEntry_isNoEntry_andHasNoFirst", () => {
    const knowledge = new Knowledge(snapshot());
    learn(knowledge, entry(11, 5));
    learn(knowledge, entry(12, 5, { entries: 0, inside: 0, first: null }));
    expect([knowledge.ticket(1, 5)?.entries, knowledge.first(1, 5)]).toEqual([0, null]);
  });

  test("sets_goOnAndOff", () => {
    const knowledge = new Knowledge(snapshot());
    learn(
      knowledge,
      { kind: "set", seq: 11, what: "known", tier: 1, on: "r:200-210", off: "r:" },
      { kind: "set", seq: 12, what: "blocked", tier: 1, on: "r:3", off: "r:" },
      { kind: "set", seq: 13, what: "blocked", tier: 1, on: "r:4", off: "r:3" },
    );
    expect([knowledge.ticket(1, 210)?.minted, knowledge.ticket(1, 3)?.blocked, knowledge.ticket(1, 4)?.blocked]).toEqual([true, false, true]);
  });

  test.each([0, 1, 8, 9, 300])("epoch%i_isReadBack", (epoch) => {
    const knowledge = new Knowledge(snapshot());
    learn(knowledge, { kind: "epoch", seq: 11, tier: 1, serial: 3, epoch: 20 }, { kind: "epoch", seq: 12, tier: 1, serial: 3, epoch });
    expect([knowledge.ticket(1, 3)?.epoch, knowledge.ticket(1, 4)?.epoch]).toEqual([epoch, 0]);
  });

  test.each([
    ["rules", { reset: false, changes: [{ kind: "rules", seq: 11 }] }],
    ["reset", { reset: true, changes: [] }],
  ] as const)("%s_asksForTheWholeState", (_name, { reset, changes }) => {
    const knowledge = new Knowledge(snapshot());
    expect(knowledge.apply({ cursor: 11, reset, changes, counts: NO_COUNTS }).reload).toBe(true);
  });
});

describe("own scans", () => {
  test("unconfirmed_areFoldedIn_andCounted_andNotWrittenDown", () => {
    const knowledge = new Knowledge(snapshot());
    knowledge.addOwn(own("a", 5));
    expect(knowledge.ticket(1, 5)).toMatchObject({ entries: 1, inside: 1 });
    expect(knowledge.first(1, 5)).toEqual({ at: EVENING + 1000, gate: "Hof" });
    knowledge.addOwn(own("b", 5, "exit"));
    expect(knowledge.ticket(1, 5)).toMatchObject({ entries: 1, inside: 0 });
    expect(knowledge.counts()).toMatchObject({ gate: { entered: 1, exited: 1 }, inside: 0, admitted: 1 });
    expect(knowledge.snapshot().tiers).toEqual(snapshot().tiers);
  });

  test("whoComesAgain_isAnotherHead_andNoOtherTicket", () => {
    const knowledge = new Knowledge(snapshot());
    for (const [id, direction] of [["a", "entry"], ["b", "exit"], ["c", "entry"], ["d", "entry"]] as const) knowledge.addOwn(own(id, 5, direction));
    expect(knowledge.counts()).toMatchObject({ gate: { entered: 3, exited: 1 }, inside: 2, admitted: 1 });
  });

  test("wayOut_ofSomebodyWhoIsNotIn_takesNoOtherHeadOut", () => {
    const knowledge = new Knowledge(snapshot({ admitted: "r:5-6", inside: "r:6" }, { counts: { ...NO_COUNTS, inside: 1, admitted: 2 } }));
    knowledge.addOwn(own("a", 5, "exit"));
    expect(knowledge.counts()).toMatchObject({ gate: { exited: 1 }, inside: 1 });
  });

  test("confirmedBeforeItsChange_staysIn_untilTheChangeIsHere", () => {
    const knowledge = new Knowledge(snapshot());
    knowledge.addOwn(own("a", 5));
    knowledge.confirmOwn("a", own("a", 5), 100);
    expect(knowledge.ticket(1, 5)).toMatchObject({ entries: 1, inside: 1 });
    expect(knowledge.counts()).toMatchObject({ gate: { entered: 1 }, inside: 1, admitted: 1 });
    knowledge.apply({ cursor: 11, reset: false, changes: [entry(11, 5, { inside: 0 })], counts: NO_COUNTS });
    expect(knowledge.ticket(1, 5)).toMatchObject({ entries: 1, inside: 0 });
    expect(knowledge.counts()).toEqual(NO_COUNTS);
  });

  test("confirmedOne_whoseChangeWasHereBeforeAReload_goesWhenCaughtUp", () => {
    const knowledge = new Knowledge(snapshot({ admitted: "r:5" }));
    knowledge.addOwn(own("a", 5));
    knowledge.confirmOwn("a", own("a", 5), 100);
    knowledge.caughtUp(99);
    expect(knowledge.ticket(1, 5)).toMatchObject({ inside: 1 });
    knowledge.caughtUp(100);
    expect(knowledge.ticket(1, 5)).toMatchObject({ entries: 1, inside: 0 });
  });

  test("askedOne_whoseChangeIsFasterThanItsAnswer_isNotCountedTwice", () => {
    const knowledge = new Knowledge(snapshot());
    knowledge.await("a", 1, 5);
    knowledge.apply({ cursor: 11, reset: false, changes: [entry(11, 5)], counts: { ...NO_COUNTS, inside: 1 } });
    knowledge.addOwn(own("a", 5));
    expect(knowledge.ticket(1, 5)).toMatchObject({ entries: 1, inside: 1 });
    knowledge.confirmOwn("a", own("a", 5), 100);
    expect(knowledge.ticket(1, 5)).toMatchObject({ entries: 1, inside: 1 });
    expect(knowledge.counts().inside).toBe(1);
  });

  test("confirmedAfterAChangeOfItsTicket_theChangeIsTheTruerWord", () => {
    const knowledge = new Knowledge(snapshot());
    knowledge.addOwn(own("a", 5));
    learn(knowledge, entry(11, 5, { entries: 1, inside: 0 }));
    knowledge.confirmOwn("a", own("a", 5), 100);
    expect(knowledge.ticket(1, 5)).toMatchObject({ entries: 1, inside: 0 });
  });
});
