import type { ScanId } from "../../shared/ids.ts";
import { asScanId } from "../../shared/ids.ts";
import { ShapeError, flag, instant, integer, nullable, object, oneOf, text } from "../../shared/json.ts";
import type { Reader } from "../../shared/json.ts";
import { readTier } from "./device.ts";
import type { Tier } from "./device.ts";
import { readFirst } from "./snapshot.ts";
import type { First } from "./snapshot.ts";

/** Why a ticket is refused; pretix's words where it has them. */
export const REASONS = [
  "invalid",
  "not_a_ticket",
  "wrong_event",
  "tier",
  "already_redeemed",
  "revoked",
  "canceled",
  "unpaid",
  "stale",
  "invalid_time",
  "blocked",
  "paper",
  "not_minted",
] as const;

/** `other` is a reason that this version of the app does not know yet. */
export type Reason = (typeof REASONS)[number] | "other";

export type Medium = "paper" | "phone";

/** What is decided about a code, by whomever. */
export interface Judgement {
  readonly outcome: "admitted" | "exited" | "refused";
  /** Set for a refusal, and only then. */
  readonly reason: Reason | null;
  readonly tier: Tier | null;
  /** From 1, as people say it. */
  readonly serial: number | null;
  readonly medium: Medium | null;
  /** The admission that made this ticket a used one. */
  readonly first: First | null;
}

/** The server's word on one scan. */
export interface Outcome extends Judgement {
  readonly id: ScanId;
  readonly gate: string;
  /** Milliseconds since 1970. */
  readonly decidedAt: number;
  /** Somebody went in though the re-entry rule did not allow it, as it was when the scan came in. */
  readonly clash: boolean;
  /** For the steward: "needs a chair". */
  readonly note: string | null;
  /** Only where the organiser allows it. */
  readonly name: string | null;
}

const reason: Reader<Reason> = (value, path) => REASONS.find((known) => known === text(value, path)) ?? "other";

const scanId: Reader<ScanId> = (value, path) => {
  const id = asScanId(text(value, path));
  if (id === null) throw new ShapeError(`${path} is not a UUID`);
  return id;
};

export const readOutcome = object<Outcome>(({ get }) => {
  const outcome = get("outcome", oneOf("admitted", "exited", "refused"));
  return {
    id: get("id", scanId),
    outcome,
    reason: outcome === "refused" ? get("reason", reason) : null,
    tier: get("tier", nullable(readTier)),
    serial: get("serial", nullable(integer)),
    medium: get("medium", nullable(oneOf("paper", "phone"))),
    gate: get("gate", text),
    decidedAt: get("decided_at", instant),
    first: get("first", nullable(readFirst)),
    clash: get("clash", flag),
    note: get("note", nullable(text)),
    name: get("name", nullable(text)),
  };
});

/** The answer to one fact of a batch: an outcome, or why the server cannot take this fact. */
export type BatchAnswer = Outcome | { readonly problem: { readonly code: string; readonly title: string } };

export const readBatchAnswer: Reader<BatchAnswer> = (value, path) => {
  if (typeof value !== "object" || value === null || !("problem" in value) || value.problem === null) return readOutcome(value, path);
  return object(({ get }) => ({
    problem: get("problem", object((problem) => ({ code: problem.get("code", text), title: problem.get("title", text) }))),
  }))(value, path);
};
