/** A ticket and a server of the ticket app's tests. */
import type { Failure } from "../../shared/errors.ts";
import { err, ok } from "../../shared/result.ts";
import type { Result } from "../../shared/result.ts";
import type { Claim } from "../../holder/domain/claim.ts";
import { freshlyKept } from "../../holder/domain/ticket.ts";
import type { BoundAnswer, Kept, StateAnswer, TicketView } from "../../holder/domain/ticket.ts";
import type { Api } from "../../holder/net/api.ts";
import { EVENING } from "../world.ts";

export const TOKEN = "AAAAAAAAAAEAAAAAabcdefghijklmnop";

export function view(change: Partial<TicketView> = {}): TicketView {
  return {
    number: "1-0001",
    tierName: "Abendkasse",
    tokenId: String(2 ** 32),
    event: {
      ref: "e1c5a7f00d5eed42",
      name: "Nachtdruck",
      venue: "Druckerei",
      startsAt: EVENING + 3_600_000,
      endsAt: EVENING + 6 * 3_600_000,
      timezone: "Europe/Berlin",
      cancelled: false,
      over: false,
    },
    collective: "Rübezahl",
    palette: "signal",
    paper: false,
    pictured: true,
    epoch: 0,
    boundTo: null,
    revokedAt: null,
    used: null,
    ...change,
  };
}

export function kept(change: Partial<Kept> = {}): Kept {
  return { ...freshlyKept(TOKEN, EVENING), ...change };
}

export interface TicketServer extends Api {
  /** What stands in the way; `null` for a free way. */
  trouble: Failure | null;
  ticketView: TicketView;
  /** What the server's clock shows, compared with the tests'. */
  aheadMs: number;
  /** The pass it gives for whatever key. */
  issuerPass: string;
  /** What it calls a key that has signed; the tests' own server does not look at signatures. */
  nameOf: (publicKey: string) => string;
  readonly claims: Claim[];
  readonly released: string[];
}

export function createTicketServer(issuerPass: string): TicketServer {
  const server: TicketServer = {
    trouble: null,
    ticketView: view(),
    aheadMs: 0,
    issuerPass,
    nameOf: (publicKey) => `id of ${publicKey}`,
    claims: [],
    released: [],
    ticket: () => reach(state),
    picture: () => reach(() => "<svg/>"),
    bind: (_token, claim) =>
      reach((): BoundAnswer => {
        server.claims.push(claim);
        server.ticketView = { ...server.ticketView, boundTo: server.nameOf(claim.publicKey) };
        return { ...state(), issuerPass: server.issuerPass };
      }),
    release: (_token, keyId) =>
      reach(() => {
        server.released.push(keyId);
        return state();
      }),
  };

  function state(): StateAnswer {
    return { serverTime: Date.now() + server.aheadMs, ticket: server.ticketView };
  }

  function reach<T>(work: () => T): Promise<Result<T, Failure>> {
    return Promise.resolve(server.trouble === null ? ok(work()) : err(server.trouble));
  }

  return server;
}
