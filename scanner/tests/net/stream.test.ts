import { describe, expect, test } from "vitest";
import type { StreamEvent } from "../../door/domain/sse.ts";
import { createStream } from "../../door/net/stream.ts";
import type { Failure } from "../../shared/errors.ts";

interface Followed {
  readonly failure: Failure;
  readonly events: StreamEvent[];
  readonly signs: number;
  readonly request: { readonly path: string; readonly init: RequestInit };
}

async function follow(answer: (init: RequestInit) => Promise<Response>, signal = new AbortController().signal): Promise<Followed> {
  const events: StreamEvent[] = [];
  let signs = 0;
  let request = { path: "", init: {} as RequestInit };
  const stream = createStream(
    (input, init = {}) => {
      request = { path: input instanceof Request ? input.url : input.toString(), init };
      return answer(init);
    },
    () => "de",
  );
  const failure = await stream({
    token: "secret",
    after: 17,
    signal,
    onSign: () => { signs += 1; },
    onEvent: (event) => events.push(event),
  });
  return { failure, events, signs, request };
}

const reply = (body: string, status: number, type: string): (() => Promise<Response>) => () =>
  Promise.resolve(new Response(body, { status, headers: { "content-type": type } }));

describe("createStream", () => {
  test("revokedDevice_isAProblem", async () => {
    const problem = JSON.stringify({ code: "device_revoked", title: "Titel", detail: "" });
    const { failure, signs } = await follow(reply(problem, 401, "application/problem+json"));
    expect([failure, signs]).toMatchObject([{ kind: "problem", status: 401, code: "device_revoked" }, 0]);
  });

  test("pageOfACaptivePortal_isUnreadable", async () => {
    const { failure } = await follow(reply("<h1>Welcome</h1>", 200, "text/html"));
    expect(failure).toEqual({ kind: "unreadable", status: 200 });
  });

  test("noNetwork_isNetwork", async () => {
    expect((await follow(() => Promise.reject(new TypeError("no network")))).failure).toEqual({ kind: "network" });
  });

  test("tokenStaysInAHeader_andTheCursorIsAsked", async () => {
    const { request } = await follow(reply("", 200, "text/event-stream"));
    expect(request.path).toBe("/api/v1/door/stream?after=17");
    expect(request.init).toMatchObject({ headers: { authorization: "Bearer secret", accept: "text/event-stream" }, credentials: "omit" });
  });

  test("events_areTold_andCommentsAreSignsOfLife", async () => {
    const { failure, events, signs } = await follow(reply(": hello\n\nevent: time\ndata: {}\n\n", 200, "text/event-stream; charset=utf-8"));
    expect([failure, events]).toEqual([{ kind: "network" }, [{ event: "time", data: "{}" }]]);
    expect(signs).toBeGreaterThan(0);
  });

  test("abort_endsIt", async () => {
    const abort = new AbortController();
    const ended = follow((init) => {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          init.signal?.addEventListener("abort", () => { controller.error(new DOMException("aborted", "AbortError")); });
        },
      });
      return Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
    }, abort.signal);
    abort.abort();
    expect((await ended).failure).toEqual({ kind: "network" });
  });
});
