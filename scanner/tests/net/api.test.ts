import { describe, expect, test } from "vitest";
import { createHttp } from "../../shared/http.ts";
import { createApi } from "../../door/net/api.ts";
import type { Api } from "../../door/net/api.ts";
import { EVENING, scan, scanId } from "../world.ts";

interface Sent {
  readonly method: string | undefined;
  readonly path: string;
  readonly body: unknown;
}

function apiAnswering(json: unknown, status = 200): { api: Api; sent: Sent[] } {
  const sent: Sent[] = [];
  const http = createHttp({
    fetch: (input, init) => {
      const body = typeof init?.body === "string" ? (JSON.parse(init.body) as unknown) : undefined;
      sent.push({ method: init?.method, path: input instanceof Request ? input.url : input.toString(), body });
      return Promise.resolve(new Response(status === 204 ? null : JSON.stringify(json), { status }));
    },
    language: () => "de",
    timeoutMs: 6000,
  });
  return { api: createApi(http, () => Promise.resolve({ kind: "network" })), sent };
}

const OUTCOME = {
  id: scanId(1),
  outcome: "admitted",
  reason: null,
  tier: null,
  serial: null,
  medium: null,
  gate: "Hof",
  decided_at: "2026-11-22T19:00:01Z",
  first: null,
  clash: false,
};

describe("checkIn", () => {
  test("answerToAnotherScan_isNoAnswer", async () => {
    const { api } = apiAnswering({ ...OUTCOME, id: scanId(2) });
    expect(await api.checkIn("secret", scan())).toEqual({ ok: false, error: { kind: "unreadable", status: 200 } });
  });

  test("sendsTheScanAsTheContractSays", async () => {
    const { api, sent } = apiAnswering(OUTCOME);
    const answer = await api.checkIn("secret", scan({ source: "wedge" }));
    expect(sent).toEqual([
      {
        method: "POST",
        path: "/api/v1/checkins",
        body: {
          id: scanId(1),
          kind: "scan",
          code: "EL1:1",
          direction: "entry",
          scanned_at: "2026-11-22T19:00:00.000Z",
          synced_at: "2026-11-22T18:59:59.000Z",
          clock: "monotonic",
          source: "wedge",
          shown: null,
        },
      },
    ]);
    expect(answer).toMatchObject({ ok: true, value: { outcome: "admitted", decidedAt: EVENING + 1000 } });
  });
});

describe("checkInAll", () => {
  const facts = [scan(), scan({ id: scanId(2), syncedAt: null, shown: { outcome: "refused", reason: "tier" } })];

  test("sendsFactsInOrder_andLeavesOutASyncThereWasNone", async () => {
    const { api, sent } = apiAnswering({ answers: [OUTCOME, { ...OUTCOME, id: scanId(2) }] });
    expect(await api.checkInAll("secret", facts)).toMatchObject({ ok: true, value: [{ id: scanId(1) }, { id: scanId(2) }] });
    expect(sent).toMatchObject([{ method: "POST", path: "/api/v1/checkins/batch", body: { facts: [{ id: scanId(1) }, { shown: { reason: "tier" } }] } }]);
    expect(JSON.stringify(sent).match(/synced_at/gu)).toHaveLength(1);
  });

  test.each([
    ["too few", [OUTCOME]],
    ["in another order", [{ ...OUTCOME, id: scanId(2) }, OUTCOME]],
  ])("answers_%s_areNoAnswers", async (_what, answers) => {
    const { api } = apiAnswering({ answers });
    expect(await api.checkInAll("secret", facts)).toEqual({ ok: false, error: { kind: "unreadable", status: 200 } });
  });
});

describe("the other requests", () => {
  test("changes_areAskedFromTheCursorOn", async () => {
    const { api, sent } = apiAnswering({});
    expect(await api.changes("secret", 17)).toEqual({ ok: false, error: { kind: "unreadable", status: 200 } });
    expect(sent).toEqual([{ method: "GET", path: "/api/v1/door/changes?after=17", body: undefined }]);
  });

  test("pair_sendsCodeAndName_andRefusesAnAnswerWithoutToken", async () => {
    const { api, sent } = apiAnswering({}, 201);
    expect(await api.pair("ABCD", "Hofhandy")).toEqual({ ok: false, error: { kind: "unreadable", status: 201 } });
    expect(sent).toEqual([{ method: "POST", path: "/api/v1/devices/pair", body: { code: "ABCD", name: "Hofhandy" } }]);
  });

  test("unpair_deletesTheDevice", async () => {
    const { api, sent } = apiAnswering(null, 204);
    expect((await api.unpair("secret")).ok).toBe(true);
    expect(sent).toEqual([{ method: "DELETE", path: "/api/v1/device", body: undefined }]);
  });
});
