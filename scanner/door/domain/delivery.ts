import { assertNever } from "../../shared/assert.ts";
import type { Failure, Problem } from "../../shared/errors.ts";

/** Why a scan has no answer yet. */
export type Delay = "no_connection" | "timeout" | "busy" | "server_error";

/** What becomes of a scan whose request failed. */
export type Disposition =
  | { readonly kind: "retry"; readonly why: Delay; readonly afterMs: number | null }
  /** Sending it again cannot help. */
  | { readonly kind: "refused"; readonly problem: Problem }
  /** The server does not know this device any more. */
  | { readonly kind: "unpaired"; readonly why: Unpaired };

export type Unpaired = "device_revoked" | "device_unknown";

/** Statuses that tell of the moment and not of the request. */
const PASSING = new Set([408, 425, 429]);

/** Only the server's own problem document can end a scan's journey; whatever else comes back may be any box on the way. */
export function disposition(failure: Failure): Disposition {
  switch (failure.kind) {
    case "network":
      return { kind: "retry", why: "no_connection", afterMs: null };
    case "timeout":
      return { kind: "retry", why: "timeout", afterMs: null };
    case "unreadable":
      return { kind: "retry", why: failure.status >= 500 ? "server_error" : "no_connection", afterMs: null };
    case "problem":
      return ofProblem(failure);
    default:
      return assertNever(failure);
  }
}

function ofProblem(problem: Problem): Disposition {
  if (problem.status === 401) {
    return { kind: "unpaired", why: problem.code === "device_revoked" ? "device_revoked" : "device_unknown" };
  }
  if (problem.status >= 500) return { kind: "retry", why: "server_error", afterMs: problem.retryAfterMs };
  if (PASSING.has(problem.status)) return { kind: "retry", why: "busy", afterMs: problem.retryAfterMs };
  return { kind: "refused", problem };
}

const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

/**
 * Milliseconds to wait before the next attempt: doubling from one second to half a minute, and up to a fifth shorter, so
 * that the devices of one venue do not all come back in the same instant.
 *
 * @param attempts failed attempts so far, at least 1
 * @param chance evenly spread, from 0 to 1
 * @param askedMs what the server asked for; never undercut
 */
export function backOff(attempts: number, chance: number, askedMs: number | null): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempts - 1));
  return Math.max(askedMs ?? 0, Math.round(full * (1 - 0.2 * chance)));
}
