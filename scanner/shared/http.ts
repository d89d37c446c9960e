import type { Failure, Problem } from "./errors.ts";
import { object, readJson, text } from "./json.ts";
import type { Reader } from "./json.ts";
import { err, ok } from "./result.ts";
import type { Result } from "./result.ts";

export interface Call<T> {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly token?: string;
  /** What a good answer holds; `null` when a good answer is empty. */
  readonly reader: Reader<T> | null;
}

export interface HttpOptions {
  readonly fetch: typeof fetch;
  /** Asked anew for each request, because a person may switch while the app runs. */
  readonly language: () => string;
  /** From sending to the last byte of the answer. */
  readonly timeoutMs: number;
}

export type Http = <T>(call: Call<T>) => Promise<Result<T, Failure>>;

/** A client that never throws: whatever happens comes back as a Result. Bodies are JSON both ways. */
export function createHttp({ fetch: send, language, timeoutMs }: HttpOptions): Http {
  return async (call) => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      abort.abort();
    }, timeoutMs);
    try {
      const response = await send(call.path, { ...requestOf(call, language()), signal: abort.signal });
      return await answerOf(response, call);
    } catch {
      return err(abort.signal.aborted ? { kind: "timeout" } : { kind: "network" });
    } finally {
      clearTimeout(timer);
    }
  };
}

/** What every request to our server looks like. */
export function requestOf(
  call: Pick<Call<unknown>, "method" | "body" | "token">,
  language: string,
  accept = "application/json",
): RequestInit {
  const headers: Record<string, string> = { accept, "accept-language": language };
  if (call.token !== undefined) headers["authorization"] = `Bearer ${call.token}`;
  if (call.body !== undefined) headers["content-type"] = "application/json";
  return {
    method: call.method,
    headers,
    cache: "no-store",
    // The token is the whole authority; a cookie of the organiser's login must not add to it.
    credentials: "omit",
    // Our API never redirects. Who does is a captive portal.
    redirect: "error",
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  };
}

async function answerOf<T>(response: Response, call: Call<T>): Promise<Result<T, Failure>> {
  const { status } = response;
  const body = await response.text();
  if (response.ok && call.reader === null) return ok(undefined as T);
  if (!response.ok) return err(failureOf(response, body));
  const json = parse(body);
  if (call.reader === null || json === undefined) return err({ kind: "unreadable", status });
  const read = readJson(json, call.reader);
  return read.ok ? read : err({ kind: "unreadable", status });
}

/** What an answer that is not a good one means. */
export function failureOf(response: Response, body: string): Failure {
  return problemOf(response, parse(body)) ?? { kind: "unreadable", status: response.status };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function problemOf(response: Response, json: unknown): Problem | null {
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("application/problem+json")) return null;
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  const read = readJson(
    json,
    object((fields) => ({
      kind: "problem" as const,
      status: response.status,
      code: fields.get("code", text),
      title: fields.get("title", text),
      detail: fields.get("detail", (value, path) => (value === undefined || value === null ? "" : text(value, path))),
      retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null,
    })),
  );
  return read.ok ? read.value : null;
}
