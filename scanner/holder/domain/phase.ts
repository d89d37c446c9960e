import type { Failure } from "../../shared/errors.ts";
import type { Kept, TicketView } from "./ticket.ts";

/** What a ticket on this phone is now, and so what its page shows. */
export type Phase =
  /** Nothing is known of it yet. */
  | { readonly kind: "loading" }
  /** Nothing is known of it and the server does not answer. */
  | { readonly kind: "unreachable"; readonly failure: Failure }
  | { readonly kind: "unknown_link" }
  /** No phone has it. */
  | { readonly kind: "free"; readonly view: TicketView }
  /** Another phone has it, and this one never had. */
  | { readonly kind: "elsewhere"; readonly view: TicketView }
  /** Another phone has taken it from this one, or it was given back. */
  | { readonly kind: "replaced"; readonly view: TicketView }
  | { readonly kind: "code"; readonly view: TicketView; readonly pass: string }
  /** `pass`: its code is still good for coming back, or for other lists. */
  | { readonly kind: "used"; readonly view: TicketView; readonly pass: string | null }
  | { readonly kind: "revoked"; readonly view: TicketView }
  | { readonly kind: "cancelled"; readonly view: TicketView }
  | { readonly kind: "over"; readonly view: TicketView };

/**
 * From what can never become right to what may. `now` in milliseconds since 1970; `expiresAt`, of the pass, too, for a phone
 * that has had no network since.
 */
export function phaseOf(kept: Kept, failure: Failure | null, now: number, expiresAt: number | null): Phase {
  const { view, pass } = kept;
  if (failure?.kind === "problem" && failure.code === "link_unknown") return { kind: "unknown_link" };
  if (view === null) return failure === null ? { kind: "loading" } : { kind: "unreachable", failure };
  if (view.revokedAt !== null) return { kind: "revoked", view };
  if (view.event.cancelled) return { kind: "cancelled", view };
  if (view.event.over || (expiresAt !== null && now >= expiresAt)) return { kind: "over", view };
  const here = kept.key !== null && view.boundTo === kept.key.id;
  if (pass !== null && !here) return { kind: "replaced", view };
  if (view.used !== null) return { kind: "used", view, pass: here ? pass : null };
  if (here && pass !== null) return { kind: "code", view, pass };
  return view.boundTo === null || here ? { kind: "free", view } : { kind: "elsewhere", view };
}
