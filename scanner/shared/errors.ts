/** Everything that can stand between a question and its answer. */
export type Failure =
  /** No answer at all: no network, no server, a redirect to elsewhere. */
  | { readonly kind: "network" }
  /** No answer in time. */
  | { readonly kind: "timeout" }
  /** An answer that is not ours: a captive portal, a proxy, a newer or broken server. */
  | { readonly kind: "unreadable"; readonly status: number }
  /** The server's own refusal (RFC 9457). */
  | Problem;

export interface Problem {
  readonly kind: "problem";
  readonly status: number;
  readonly code: string;
  /** In the language the request asked for. */
  readonly title: string;
  readonly detail: string;
  /** How long the server asks to wait, from Retry-After; `null` when it does not say. */
  readonly retryAfterMs: number | null;
}
