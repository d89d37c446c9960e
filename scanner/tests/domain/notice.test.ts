import { describe, expect, test } from "vitest";
import { isNews, noticeOfAnswer, noticeOfClash } from "../../door/domain/notice.ts";
import type { AnsweredScan } from "../../door/domain/scan.ts";
import type { EntryChange } from "../../door/domain/snapshot.ts";
import { EVENING, admission, refusal, scan, scanId, toldScan } from "../world.ts";

const REFUSED = { shown: { outcome: "refused", reason: "tier" } } as const;

describe("noticeOfAnswer", () => {
  test.each([
    ["nothing was shown before", scan(), refusal("revoked")],
    ["let in by both", toldScan(11), admission()],
    ["refused by both, for whatever reason", scan(REFUSED), refusal("revoked")],
  ])("%s_isNoNotice", (_what, sent, outcome) => {
    expect(noticeOfAnswer(sent, outcome)).toBeNull();
  });

  test.each([
    ["taken", refusal("already_redeemed", { first: { at: EVENING - 1, gate: "Keller" } })],
    ["an entry too many", admission({ clash: true })],
  ])("letIn_%s_isAClash", (_what, outcome) => {
    const notice = noticeOfAnswer(toldScan(11), outcome);
    expect(notice).toMatchObject({ id: "clash:1:12", kind: "clash", scans: [{ id: scanId(1), gate: "Hof" }], seen: false });
  });

  test("letIn_thoughRevoked_isSaid", () => {
    expect(noticeOfAnswer(toldScan(11), refusal("revoked"))).toMatchObject({ id: scanId(1), kind: "let_in", reason: "revoked" });
  });

  test("sentAway_thoughGood_isSaid", () => {
    expect(noticeOfAnswer(scan(REFUSED), admission())).toMatchObject({ kind: "sent_away", reason: null });
  });
});

describe("noticeOfClash", () => {
  const clash = [{ id: scanId(7), at: EVENING + 60_000, gate: "Keller" }];
  const change: EntryChange = {
    kind: "entry",
    seq: 11,
    listId: 1,
    tier: 1,
    serial: 11,
    entries: 2,
    inside: 2,
    first: { at: EVENING, gate: "Hof" },
    clash,
  };
  const answered = (id: number, outcome = admission()): AnsweredScan => ({ id: scanId(id), scannedAt: EVENING, direction: "entry", outcome, shown: null });

  test.each([
    ["another ticket", [answered(1, admission({ serial: 11 }))], []],
    ["a refusal of this one", [answered(1, refusal("already_redeemed"))], []],
    ["a refusal that waits", [], [scan(REFUSED)]],
  ])("own_%s_isNoPartOfIt", (_what, own, waiting) => {
    expect(noticeOfClash(change, "Mitglied", own, waiting)).toBeNull();
  });

  test.each([
    ["the first, answered", [answered(1)], []],
    ["the first, waiting", [], [toldScan(11)]],
    ["one of the others", [answered(7, refusal("already_redeemed"))], []],
  ])("own_%s_isPartOfIt", (_what, own, waiting) => {
    const notice = noticeOfClash(change, "Mitglied", own, waiting);
    expect(notice).toMatchObject({ id: "clash:1:12", tier: "Mitglied", serial: 12, first: { gate: "Hof" }, scans: clash });
  });

  test("entryWithoutAClash_isNoNotice", () => {
    expect(noticeOfClash({ ...change, clash: null }, "Mitglied", [answered(1)], [])).toBeNull();
  });

  test("sameClashByAnotherWay_isNoNews_oneMoreEntryIs", () => {
    const notice = noticeOfClash(change, "Mitglied", [answered(1)], []);
    if (notice === null) throw new Error("no notice");
    expect(isNews(notice, undefined)).toBe(true);
    expect(isNews(notice, { ...notice, seen: true })).toBe(false);
    expect(isNews({ ...notice, scans: [...clash, ...clash] }, notice)).toBe(true);
  });
});
