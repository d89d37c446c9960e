import { describe, expect, test } from "vitest";
import { readCounts, readDevice, readPairing } from "../../door/domain/device.ts";
import { REASONS, readOutcome } from "../../door/domain/outcome.ts";
import { readJson } from "../../shared/json.ts";
import { EVENING, device, scanId } from "../world.ts";

const wireDevice = {
  id: 7,
  name: "Hofhandy",
  role: "steward",
  collective: { name: "Kollektiv Ost" },
  event: {
    ref: "ev1",
    name: "Sommerfest",
    venue: "Ostwerk",
    starts_at: "2026-11-22T19:00:00Z",
    ends_at: "2026-11-23T03:00:00+00:00",
    timezone: "Europe/Berlin",
  },
  gate: { id: 1, name: "Hof", tiers: [{ number: 0, name: "Mitglied" }] },
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
};

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

describe("readCounts", () => {
  test("fractionOrText_isNoCount", () => {
    expect(readJson({ gate: 1.5, total: 2, issued: 3 }, readCounts).ok).toBe(false);
    expect(readJson({ gate: "1", total: 2, issued: 3 }, readCounts).ok).toBe(false);
  });

  test("wholeNumbers_areRead", () => {
    expect(readJson({ gate: 1, total: 2, issued: 3 }, readCounts)).toEqual({ ok: true, value: { gate: 1, total: 2, issued: 3 } });
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
