import { describe, expect, test } from "vitest";
import { readDevice, readPairing } from "../../door/domain/device.ts";
import { REASONS, readBatchAnswer, readOutcome } from "../../door/domain/outcome.ts";
import { readChanges, readSnapshot } from "../../door/domain/snapshot.ts";
import { readJson } from "../../shared/json.ts";
import { EVENING, EVENT_REF, device, scanId, snapshot } from "../world.ts";

const wireDevice = {
  id: 7,
  name: "Hofhandy",
  role: "steward",
  collective: { name: "Kollektiv Ost" },
  event: {
    ref: EVENT_REF,
    name: "Sommerfest",
    venue: "Ostwerk",
    starts_at: "2026-11-22T19:00:00Z",
    ends_at: "2026-11-23T03:00:00+00:00",
    timezone: "Europe/Berlin",
  },
  gate: { id: 1, name: "Hof", tiers: [{ number: 1, name: "Mitglied" }] },
  check_in_list: { id: 1, name: "Tür" },
};

const wireOutcome = {
  id: scanId(1),
  outcome: "admitted",
  reason: null,
  tier: { number: 0, name: "Mitglied" },
  serial: 12,
  medium: "phone",
  gate: "Hof",
  decided_at: "2026-11-22T19:00:00.000Z",
  first: null,
  direction: "entry",
  at: "2026-11-22T18:59:59.900Z",
  time_mark: null,
  clash: false,
  let_in: true,
  note: "Braucht einen Stuhl",
  name: null,
};

const wireCounts = {
  gate: { entered: 1, exited: 0 },
  inside: 3,
  admitted: 2,
  issued: 200,
  clashes: 1,
  gates: [{ id: 1, name: "Hof", entered: 1, exited: 0 }],
};

const wireState = {
  cursor: 10,
  server_time: "2026-11-22T19:00:00.000Z",
  event: { ...wireDevice.event, opens_at: "2026-11-22T07:00:00Z", cancelled: false, names: false },
  gate: { id: 1, name: "Hof", tiers: [1] },
  gates: [{ id: 1, name: "Hof" }, { id: 2, name: "Keller" }],
  list: { id: 1, name: "Tür", entrance: true, reentry: "never" },
  keys: [{ kid: "21fe31dfa154a261", public_key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a" }],
  tiers: [
    {
      number: 1,
      name: "Mitglied",
      paper: true,
      known: "r:0-199",
      pending: "r:",
      revoked: "r:",
      blocked: "r:",
      admitted: "r:",
      inside: "r:",
      epochs: [],
      epochs_above: [[11, 12]],
    },
  ],
  counts: wireCounts,
};

const wireEntry = {
  seq: 11,
  kind: "entry",
  list_id: 1,
  tier: 1,
  serial: 5,
  entries: 2,
  inside: 2,
  clashes: 1,
  first: { at: "2026-11-22T19:00:00Z", gate: "Hof" },
  clash: [{ id: scanId(1), at: "2026-11-22T19:01:00Z", gate: "Keller" }],
};
const wireChanges = { cursor: 13, server_time: "2026-11-22T19:00:00.000Z", reset: false, changes: [wireEntry], counts: wireCounts };

describe("readDevice", () => {
  test.each([
    ["no object", null],
    ["a list", [wireDevice]],
    ["a text", "device"],
    ["an unknown role", { ...wireDevice, role: "king" }],
    ["a time without a zone", { ...wireDevice, event: { ...wireDevice.event, starts_at: "2026-11-22T19:00:00" } }],
    ["no time at all", { ...wireDevice, event: { ...wireDevice.event, ends_at: "tomorrowZ" } }],
    ["tiers that are no list", { ...wireDevice, gate: { ...wireDevice.gate, tiers: {} } }],
    ["no gate", { ...wireDevice, gate: undefined }],
  ])("%s_isNotADevice", (_what, json) => {
    expect(readJson(json, readDevice).ok).toBe(false);
  });

  test("contractsExample_isRead", () => {
    expect(readJson(wireDevice, readDevice)).toEqual({ ok: true, value: device });
  });

  test("numberAsReference_isReadAsText", () => {
    const json = { ...wireDevice, event: { ...wireDevice.event, ref: 42 } };
    expect(readJson(json, readDevice)).toMatchObject({ ok: true, value: { event: { ref: "42" } } });
  });

  test("pairing_holdsTokenAndDevice", () => {
    expect(readJson({ token: "secret", device: wireDevice }, readPairing)).toEqual({ ok: true, value: { token: "secret", device } });
    expect(readJson({ device: wireDevice }, readPairing).ok).toBe(false);
  });
});

describe("readSnapshot", () => {
  test("contractsExample_isRead", () => {
    const { counts, tiers } = snapshot({ epochsAbove: [[11, 12]] });
    const gate = { entered: 1, exited: 0 };
    expect(readJson(wireState, readSnapshot)).toEqual({
      ok: true,
      value: {
        ...snapshot(),
        tiers,
        serverTime: EVENING,
        keys: [{ kid: "21fe31dfa154a261", publicKey: wireState.keys[0]?.public_key }],
        counts: { ...counts, gate, inside: 3, admitted: 2, clashes: 1, gates: [{ id: 1, name: "Hof", ...gate }] },
      },
    });
  });

  test.each([
    ["a set in another spelling", { tiers: [{ ...wireState.tiers[0], known: "r:0,1" }] }],
    ["an epoch without a serial", { tiers: [{ ...wireState.tiers[0], epochs_above: [[11]] }] }],
    ["an unknown re-entry rule", { list: { ...wireState.list, reentry: "sometimes" } }],
    ["no time", { server_time: undefined }],
    ["a fraction as cursor", { cursor: 1.5 }],
  ])("%s_isNoState", (_what, change) => {
    expect(readJson({ ...wireState, ...change }, readSnapshot).ok).toBe(false);
  });
});

describe("readChanges", () => {
  test("entryWithAClash_isRead", () => {
    const read = readJson(wireChanges, readChanges);
    expect(read).toMatchObject({ ok: true, value: { cursor: 13, serverTime: EVENING, reset: false } });
    expect(read.ok ? read.value.changes : []).toEqual([
      {
        kind: "entry",
        seq: 11,
        listId: 1,
        tier: 1,
        serial: 5,
        entries: 2,
        inside: 2,
        first: { at: EVENING, gate: "Hof" },
        clash: [{ id: scanId(1), at: EVENING + 60_000, gate: "Keller" }],
      },
    ]);
  });

  test("kindOfANewerServer_loadsTheWholeState", () => {
    const json = { ...wireChanges, changes: [{ seq: 12, kind: "moon", list_id: null }] };
    expect(readJson(json, readChanges)).toMatchObject({ ok: true, value: { changes: [{ kind: "rules", seq: 12 }] } });
  });

  test.each([
    ["no number", { ...wireEntry, seq: undefined }],
    ["a broken set", { seq: 11, kind: "set", what: "known", tier: 1, on: "0-3", off: "r:" }],
    ["an unknown set", { seq: 11, kind: "set", what: "liked", tier: 1, on: "r:", off: "r:" }],
  ])("%s_isNoChange", (_what, change) => {
    expect(readJson({ ...wireChanges, changes: [change] }, readChanges).ok).toBe(false);
  });
});

describe("readBatchAnswer", () => {
  test("problem_isReadAsOne", () => {
    const problem = { code: "validation_failed", title: "Titel", detail: "Einzelheit" };
    expect(readJson({ id: null, problem }, readBatchAnswer)).toEqual({ ok: true, value: { problem: { code: "validation_failed", title: "Titel" } } });
  });

  test("answer_isReadAsOne", () => {
    expect(readJson(wireOutcome, readBatchAnswer)).toMatchObject({ ok: true, value: { outcome: "admitted", note: "Braucht einen Stuhl" } });
  });
});

describe("readOutcome", () => {
  test.each([
    ["an unknown outcome", { ...wireOutcome, outcome: "maybe" }],
    ["an id that is no UUID", { ...wireOutcome, id: "1" }],
    ["a refusal without a reason", { ...wireOutcome, outcome: "refused" }],
    ["a serial that is text", { ...wireOutcome, serial: "12" }],
    ["an unknown medium", { ...wireOutcome, medium: "stone" }],
  ])("%s_isNotAnOutcome", (_what, json) => {
    expect(readJson(json, readOutcome).ok).toBe(false);
  });

  test("admission_isRead", () => {
    expect(readJson(wireOutcome, readOutcome)).toMatchObject({ ok: true, value: { outcome: "admitted", serial: 12, decidedAt: EVENING } });
  });

  test.each(REASONS)("refusal_%s_isRead", (reason) => {
    expect(readJson({ ...wireOutcome, outcome: "refused", reason }, readOutcome)).toMatchObject({ ok: true, value: { reason } });
  });

  test("refusal_ofANewerServer_staysARefusal", () => {
    const json = { ...wireOutcome, outcome: "refused", reason: "moon_phase", tier: null, serial: null, medium: null };
    expect(readJson(json, readOutcome)).toMatchObject({ ok: true, value: { outcome: "refused", reason: "other" } });
  });

  test("firstAdmission_isRead", () => {
    const first = { at: "2026-11-22T18:14:00Z", gate: "Hof" };
    const json = { ...wireOutcome, outcome: "refused", reason: "already_redeemed", first };
    expect(readJson(json, readOutcome)).toMatchObject({ ok: true, value: { first: { at: EVENING - 46 * 60_000, gate: "Hof" } } });
  });
});
