/** What only a supervisor's device may ask of the server. Each of these needs a connection, and says so without one. */
import type { Failure } from "../shared/errors.ts";
import { newScanId } from "../shared/ids.ts";
import type { ScanId } from "../shared/ids.ts";
import type { Result } from "../shared/result.ts";
import type { Clash, FoundTicket } from "./domain/lookup.ts";
import type { Moment } from "./domain/time.ts";
import type { SupervisorApi } from "./net/supervisor-api.ts";
import type { Queue } from "./store/queue.ts";

export interface Supervisor {
  /** By number (`42`, `1-0042`), note, or name where the organiser allows it. */
  search(words: string): Promise<Result<readonly FoundTicket[], Failure>>;
  clashes(): Promise<Result<readonly Clash[], Failure>>;
  /** The scan, of whichever device, shall not count. Safe to try again: it is the same fact each time. */
  undo(scan: string, reason: string): Promise<Result<unknown, Failure>>;
}

export interface SupervisorOptions {
  readonly token: string;
  readonly api: SupervisorApi;
  readonly queue: Pick<Queue, "undone">;
  /** The server's time as this device tells it. */
  readonly now: () => Moment;
}

export function createSupervisor({ token, api, queue, now }: SupervisorOptions): Supervisor {
  const facts = new Map<string, ScanId>();
  return {
    search: (words) => api.search(token, words),
    clashes: () => api.clashes(token),
    undo: async (scan, reason) => {
      const id = facts.get(scan) ?? newScanId();
      facts.set(scan, id);
      const answer = await api.undo(token, { id, undoes: scan, reason, moment: now() });
      if (answer.ok) await queue.undone(scan);
      return answer;
    },
  };
}
