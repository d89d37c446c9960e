import { describe, expect, test } from "vitest";
import { backOff, disposition } from "../../door/domain/delivery.ts";
import { problem } from "../world.ts";

describe("disposition", () => {
  test.each([
    [{ kind: "network" }, "no_connection"],
    [{ kind: "timeout" }, "timeout"],
    [{ kind: "unreadable", status: 200 }, "no_connection"],
    [{ kind: "unreadable", status: 404 }, "no_connection"],
    [{ kind: "unreadable", status: 502 }, "server_error"],
    [problem(500, "internal"), "server_error"],
    [problem(503, "unavailable"), "server_error"],
    [problem(408, "request_timeout"), "busy"],
    [problem(429, "rate_limited"), "busy"],
  ] as const)("%j_isTriedAgain", (failure, why) => {
    expect(disposition(failure)).toEqual({ kind: "retry", why, afterMs: null });
  });

  test("retryAfter_isPassedOn", () => {
    expect(disposition(problem(429, "rate_limited", { retryAfterMs: 7000 }))).toMatchObject({ afterMs: 7000 });
  });

  test.each([400, 403, 404, 409, 413, 422])("problem%i_isRefusedForGood", (status) => {
    const refused = problem(status, "validation_failed");
    expect(disposition(refused)).toEqual({ kind: "refused", problem: refused });
  });

  test.each([
    ["device_revoked", "device_revoked"],
    ["device_unknown", "device_unknown"],
    ["anything_else", "device_unknown"],
  ] as const)("problem401_%s_unpairs", (code, why) => {
    expect(disposition(problem(401, code))).toEqual({ kind: "unpaired", why });
  });
});

describe("backOff", () => {
  test("doublesToHalfAMinute", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 50].map((attempts) => backOff(attempts, 0, null))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  test("chance_shortensByAFifthAtMost", () => {
    expect(backOff(3, 1, null)).toBe(3200);
  });

  test("serversWish_isNeverUndercut", () => {
    expect(backOff(1, 1, 45_000)).toBe(45_000);
    expect(backOff(10, 0, 5)).toBe(30_000);
  });
});
