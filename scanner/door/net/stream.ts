import type { Failure } from "../../shared/errors.ts";
import { failureOf, requestOf } from "../../shared/http.ts";
import { eventReader } from "../domain/sse.ts";
import type { StreamEvent } from "../domain/sse.ts";

export interface StreamCall {
  readonly token: string;
  readonly after: number;
  readonly signal: AbortSignal;
  /** Something has arrived, be it only a comment that says that the line is open. */
  readonly onSign: () => void;
  readonly onEvent: (event: StreamEvent) => void;
}

/** Follows the event until the line breaks or the signal ends it; resolves with why, and never throws. */
export type OpenStream = (call: StreamCall) => Promise<Failure>;

/** Server-sent events by fetch: an EventSource would have to put the token into the address. */
export function createStream(send: typeof fetch, language: () => string): OpenStream {
  return async ({ token, after, signal, onSign, onEvent }) => {
    try {
      const init = requestOf({ method: "GET", token }, language(), "text/event-stream");
      const response = await send(`/api/v1/door/stream?after=${after}`, { ...init, signal });
      if (!response.ok) return failureOf(response, await response.text());
      const isStream = (response.headers.get("content-type") ?? "").startsWith("text/event-stream");
      if (!isStream || response.body === null) return { kind: "unreadable", status: response.status };
      const read = eventReader();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        onSign();
        for (const event of read(piece.value)) onEvent(event);
      }
    } catch {
      // Ended by us, or by the network; the follower knows which.
    }
    return { kind: "network" };
  };
}
