import type { Http } from "../../shared/http.ts";
import type { ScanId } from "../../shared/ids.ts";
import { readClashes, readTickets, readUndone } from "../domain/lookup.ts";
import type { Clash, FoundTicket } from "../domain/lookup.ts";
import type { Moment } from "../domain/time.ts";
import { iso } from "./api.ts";
import type { Answer } from "./api.ts";

/** What the server answers to a supervisor's device only; none of them throws. */
export interface SupervisorApi {
  /** At most 20 tickets. */
  search(token: string, words: string): Answer<readonly FoundTicket[]>;
  /** Every clash of the device's list. */
  clashes(token: string): Answer<readonly Clash[]>;
  /** Safe to repeat under the same id. */
  undo(token: string, undo: Undo): Answer<unknown>;
}

/** A supervisor's word that a scan shall not count. */
export interface Undo {
  readonly id: ScanId;
  readonly undoes: string;
  readonly reason: string;
  readonly moment: Moment;
}

export function createSupervisorApi(http: Http): SupervisorApi {
  return {
    search: (token, words) => http({ method: "GET", path: `/api/v1/door/search?q=${encodeURIComponent(words)}`, token, reader: readTickets }),
    clashes: (token) => http({ method: "GET", path: "/api/v1/door/clashes", token, reader: readClashes }),
    undo: (token, { id, undoes, reason, moment }) => {
      const when = { scanned_at: iso(moment.at), synced_at: iso(moment.syncedAt), clock: moment.clock };
      const body = { id, kind: "undo", undoes, reason, ...when, source: "keyboard" };
      return http({ method: "POST", path: "/api/v1/checkins", token, body, reader: readUndone });
    },
  };
}
