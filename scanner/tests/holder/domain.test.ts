import { describe, expect, test } from "vitest";
import { claimMessage } from "../../holder/domain/claim.ts";
import { tokenFromFragment } from "../../holder/domain/fragment.ts";
import { phaseOf } from "../../holder/domain/phase.ts";
import type { Phase } from "../../holder/domain/phase.ts";
import type { HolderKey, Kept } from "../../holder/domain/ticket.ts";
import { readBound, readState } from "../../holder/domain/ticket.ts";
import { anchorFrom, anchorOf, contactOf, serverNow, windowOf } from "../../holder/domain/time.ts";
import { drawCode } from "../../holder/qr.ts";
import { readJson } from "../../shared/json.ts";
import { EVENING, problem } from "../world.ts";
import vectors from "../../../tests/vectors/holder/claim.json" with { type: "json" };
import bound from "../../../tests/vectors/pass/bound.json" with { type: "json" };
import { kept, view } from "./facts.ts";

const KEY = { id: "mine", publicKey: "02", privateKey: {} } as HolderKey;
const HERE: Partial<Kept> = { key: KEY, pass: "EL1:", view: view({ boundTo: "mine" }) };

describe("phaseOf", () => {
  const cases: [string, Kept, Phase["kind"]][] = [
    ["nothingKnown", kept(), "loading"],
    ["noPhoneHasIt", kept({ view: view() }), "free"],
    ["keyMadeButNeverBound", kept({ key: KEY, view: view() }), "free"],
    ["boundHereButTheAnswerWasLost", kept({ key: KEY, view: view({ boundTo: "mine" }) }), "free"],
    ["anotherPhoneHasIt", kept({ view: view({ boundTo: "other" }) }), "elsewhere"],
    ["boundHere", kept(HERE), "code"],
    ["takenByAnother", kept({ ...HERE, view: view({ boundTo: "other" }) }), "replaced"],
    ["givenBackElsewhere", kept({ ...HERE, view: view({ boundTo: null }) }), "replaced"],
    ["used", kept({ ...HERE, view: view({ boundTo: "mine", used: { at: EVENING, gate: "Hof" } }) }), "used"],
    ["usedAndTaken", kept({ ...HERE, view: view({ boundTo: "other", used: { at: EVENING, gate: null } }) }), "replaced"],
    ["revoked", kept({ ...HERE, view: view({ revokedAt: EVENING, event: { ...view().event, cancelled: true } }) }), "revoked"],
    ["cancelled", kept({ ...HERE, view: view({ event: { ...view().event, cancelled: true, over: true } }) }), "cancelled"],
    ["over", kept({ view: view({ event: { ...view().event, over: true } }) }), "over"],
  ];
  test.each(cases)("%s", (_name, ticket, kind) => {
    expect(phaseOf(ticket, null, EVENING, null).kind).toBe(kind);
  });

  test("noNetworkOnTheFirstLoad_isUnreachable", () => {
    expect(phaseOf(kept(), { kind: "network" }, EVENING, null).kind).toBe("unreachable");
  });

  test("noNetworkLater_keepsTheCode", () => {
    expect(phaseOf(kept(HERE), { kind: "network" }, EVENING, EVENING + 1).kind).toBe("code");
  });

  test("linkThatIsGone_saysSoWhateverIsKept", () => {
    expect(phaseOf(kept(HERE), problem(404, "link_unknown"), EVENING, null).kind).toBe("unknown_link");
  });

  test("passPastItsExpiry_isOverWithoutAnyNetwork", () => {
    expect(phaseOf(kept(HERE), { kind: "network" }, EVENING, EVENING).kind).toBe("over");
  });

  test("usedHere_stillHasItsCode", () => {
    const phase = phaseOf(kept({ ...HERE, view: view({ boundTo: "mine", used: { at: EVENING, gate: null } }) }), null, EVENING, null);
    expect(phase.kind === "used" && phase.pass).toBe("EL1:");
  });
});

describe("time", () => {
  const clockAt = (wall: number, monotonic: number) => ({ wall: () => wall, monotonic: () => monotonic });

  test("answer_countsFromHalfItsWay", () => {
    const anchor = anchorOf(EVENING, { wall: 0, monotonic: 0 }, clockAt(1000, 1000));
    expect(serverNow(anchor, clockAt(1000, 1000))).toBe(EVENING + 500);
  });

  test("wallClockSetBack_changesNothing", () => {
    const anchor = anchorOf(EVENING, { wall: 0, monotonic: 0 }, clockAt(0, 0));
    expect(serverNow(anchor, clockAt(-3_600_000, 5000))).toBe(EVENING + 5000);
  });

  test("smallCorrectionOfTheWallClock_changesNothing", () => {
    const anchor = anchorOf(EVENING, { wall: 0, monotonic: 0 }, clockAt(0, 0));
    expect(serverNow(anchor, clockAt(6500, 5000))).toBe(EVENING + 5000);
  });

  test("phoneThatSlept_goesOnByTheWallClock", () => {
    const anchor = anchorOf(EVENING, { wall: 0, monotonic: 0 }, clockAt(0, 0));
    expect(serverNow(anchor, clockAt(3_600_000, 5000))).toBe(EVENING + 3_600_000);
  });

  test("newPageWithoutNetwork_isPutRightByTheLastContact", () => {
    const contact = contactOf(anchorOf(EVENING, { wall: 700, monotonic: 0 }, clockAt(700, 0)));
    expect(serverNow(anchorFrom(contact, clockAt(60_700, 3)), clockAt(60_700, 3))).toBe(EVENING + 60_000);
    expect(serverNow(anchorFrom(null, clockAt(5, 3)), clockAt(5, 3))).toBe(5);
  });

  test.each([
    [EVENING, 0, 10_000],
    [EVENING + 1, 0, 9999],
    [EVENING + 9999, 0, 1],
    [EVENING + 10_000, 10, 10_000],
  ])("window_%i", (now, later, leftMs) => {
    expect(windowOf(now)).toEqual({ at: EVENING / 1000 + later, leftMs });
  });
});

describe("claimMessage", () => {
  test.each(vectors)("$name", ({ event_ref: eventRef, token_id: tokenId, public_key: publicKey, at, replace, message }) => {
    const bytes = claimMessage({ eventRef, tokenId, publicKey, at, replace });
    expect(Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")).toBe(message);
  });
});

describe("tokenFromFragment", () => {
  test.each(["", "#", "#t=", "#t=short", "#x=AAAAAAAAAAEAAAAAabcdefghijklmnop", "#t=AAAAAAAAAAEAAAAAabcdefgh/jklmnop"])("%j_isNone", (fragment) => {
    expect(tokenFromFragment(fragment)).toBeNull();
  });

  test("token_isFound", () => {
    expect(tokenFromFragment("#t=AAAAAAAAAAEAAAAAabc-efgh_jklmnop")).toBe("AAAAAAAAAAEAAAAAabc-efgh_jklmnop");
  });
});

describe("drawCode", () => {
  const proof = bound.map((one) => one.text ?? "").find((text) => text.length > 350) ?? "";

  test("proof_hasSixtyOneModules_soItIsAlphanumericAtLevelM", () => {
    expect(proof.length).toBeGreaterThan(350);
    expect(drawCode(proof).size).toBe(61);
  });

  test("path_beginsWithTheFirstFinder", () => {
    expect(drawCode("EL1:A").path.startsWith("M0 0h7v1H0z")).toBe(true);
  });
});

describe("answers", () => {
  const answer = {
    server_time: "2026-11-22T19:00:00.000Z",
    pass: "EL1:",
    ticket: {
      number: "1-0001",
      tier: { number: 1, name: "Abendkasse" },
      serial: 1,
      token_id: "4294967296",
      event: {
        ref: "e1c5a7f00d5eed42",
        name: "Nachtdruck",
        venue: "Druckerei",
        starts_at: "2026-11-22T20:00:00.000Z",
        ends_at: "2026-11-23T01:00:00.000Z",
        timezone: "Europe/Berlin",
        cancelled: false,
        over: false,
      },
      collective: "Rübezahl",
      palette: "signal",
      paper: false,
      pictured: true,
      epoch: 0,
      bound_to: null,
      revoked_at: null,
      used: null,
    },
  };

  test("goodAnswer_isRead", () => {
    const read = readJson(answer, readBound);
    expect(read.ok && read.value).toEqual({ serverTime: EVENING, issuerPass: "EL1:", ticket: view() });
  });

  test.each(["server_time", "ticket"])("answerWithout_%s_isRefused", (key) => {
    expect(readJson({ ...answer, [key]: undefined }, readState).ok).toBe(false);
  });

  test("flagThatIsNone_isRefused", () => {
    expect(readJson({ ...answer, ticket: { ...answer.ticket, paper: "yes" } }, readState).ok).toBe(false);
  });
});
