import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Failure } from "../../shared/errors.ts";
import { createHttp } from "../../shared/http.ts";
import type { Call } from "../../shared/http.ts";
import { integer, object } from "../../shared/json.ts";
import type { Result } from "../../shared/result.ts";

const reader = object(({ get }) => get("n", integer));
const CALL: Call<number> = { method: "GET", path: "/api/v1/n", reader };
const PROBLEM = { "content-type": "application/problem+json" };

interface Exchange {
  readonly result: Result<number, Failure>;
  readonly path: string;
  readonly init: RequestInit;
}

/** One request against a server that answers as told. */
async function ask(answer: (init: RequestInit) => Promise<Response>, call: Call<number> = CALL): Promise<Exchange> {
  let path = "";
  let sent: RequestInit = {};
  const http = createHttp({
    fetch: (input, init = {}) => {
      path = input instanceof Request ? input.url : input.toString();
      sent = init;
      return answer(init);
    },
    language: () => "de",
    timeoutMs: 6000,
  });
  const result = await http(call);
  return { result, path, init: sent };
}

function reply(body: string | null, status = 200, headers: Record<string, string> = { "content-type": "application/json" }): () => Promise<Response> {
  return () => Promise.resolve(new Response(body, { status, headers }));
}

describe("what goes wrong comes back as a value", () => {
  test("noNetwork_isNetwork", async () => {
    const { result } = await ask(() => Promise.reject(new TypeError("Failed to fetch")));
    expect(result).toEqual({ ok: false, error: { kind: "network" } });
  });

  test("brokenOffBody_isNetwork", async () => {
    const body = new ReadableStream({
      start: (controller) => {
        controller.error(new TypeError("network error"));
      },
    });
    const { result } = await ask(() => Promise.resolve(new Response(body)));
    expect(result).toEqual({ ok: false, error: { kind: "network" } });
  });

  test.each([
    ["html with 200, a captive portal's", "<html>Willkommen im WLAN</html>", 200, { "content-type": "text/html" }],
    ["JSON of another shape", '{"n":"seven"}', 200, { "content-type": "application/json" }],
    ["nothing", "", 200, { "content-type": "application/json" }],
    ["a proxy's html error", "<h1>Bad gateway</h1>", 502, { "content-type": "text/html" }],
    ["JSON that is no problem document", '{"error":"nope"}', 404, { "content-type": "application/json" }],
    ["a problem by its fields only", '{"title":"nope","code":"gone"}', 404, { "content-type": "application/json" }],
    ["a problem document without a code", '{"title":"nope"}', 404, PROBLEM],
  ])("%s_isUnreadable", async (_what, body, status, headers) => {
    const { result } = await ask(reply(body, status, headers));
    expect(result).toEqual({ ok: false, error: { kind: "unreadable", status } });
  });

  test("problem_keepsItsCodeAndWords", async () => {
    const body = JSON.stringify({ type: "about:blank", title: "Abgemeldet", status: 401, code: "device_revoked", detail: "Neu koppeln." });
    const { result } = await ask(reply(body, 401, PROBLEM));
    expect(result).toEqual({
      ok: false,
      error: { kind: "problem", status: 401, code: "device_revoked", title: "Abgemeldet", detail: "Neu koppeln.", retryAfterMs: null },
    });
  });

  test("problemWithRetryAfter_saysHowLong", async () => {
    const body = JSON.stringify({ title: "Langsam", code: "rate_limited" });
    const { result } = await ask(reply(body, 429, { ...PROBLEM, "retry-after": "12" }));
    expect(result).toMatchObject({ ok: false, error: { retryAfterMs: 12_000, detail: "" } });
  });
});

describe("time runs out", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const whenAborted = (init: RequestInit): Promise<never> =>
    new Promise((_resolve, reject) => {
      init.signal?.addEventListener("abort", () => {
        reject(new DOMException("aborted", "AbortError"));
      });
    });

  test("noAnswer_isTimeout", async () => {
    const asked = ask(whenAborted);
    await vi.advanceTimersByTimeAsync(6000);
    expect((await asked).result).toEqual({ ok: false, error: { kind: "timeout" } });
  });

  test("answerInTime_leavesNoTimerBehind", async () => {
    await ask(reply('{"n":7}'));
    expect(vi.getTimerCount()).toBe(0);
  });

  test("halfAnAnswer_isTimeout", async () => {
    const asked = ask((init) => {
      const response = new Response("{");
      vi.spyOn(response, "text").mockImplementation(() => whenAborted(init));
      return Promise.resolve(response);
    });
    await vi.advanceTimersByTimeAsync(6000);
    expect((await asked).result).toEqual({ ok: false, error: { kind: "timeout" } });
  });
});

describe("a good exchange", () => {
  test("answer_isRead", async () => {
    const { result, path } = await ask(reply('{"n":7}'));
    expect(result).toEqual({ ok: true, value: 7 });
    expect(path).toBe("/api/v1/n");
  });

  test("emptyAnswer_whereNoneIsExpected_isFine", async () => {
    const { result } = await ask(reply(null, 204), { method: "DELETE", path: "/x", reader: null });
    expect(result.ok).toBe(true);
  });

  test("request_carriesTokenLanguageAndBody_butNoCookies", async () => {
    const { init } = await ask(reply('{"n":7}'), { ...CALL, method: "POST", token: "secret", body: { a: "ä" } });
    expect(init).toMatchObject({ method: "POST", body: '{"a":"ä"}', credentials: "omit", cache: "no-store", redirect: "error" });
    expect(init.headers).toEqual({
      "accept": "application/json",
      "accept-language": "de",
      "authorization": "Bearer secret",
      "content-type": "application/json",
    });
  });

  test("requestWithoutToken_hasNoAuthorization", async () => {
    const { init } = await ask(reply('{"n":7}'));
    expect(init.headers).toEqual({ "accept": "application/json", "accept-language": "de" });
  });
});
