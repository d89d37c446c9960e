import type { Failure } from "../../shared/errors.ts";
import type { Http } from "../../shared/http.ts";
import { list, object } from "../../shared/json.ts";
import type { Result } from "../../shared/result.ts";
import { readDevice, readPairing } from "../domain/device.ts";
import type { Device, Pairing } from "../domain/device.ts";
import { readBatchAnswer, readOutcome } from "../domain/outcome.ts";
import type { BatchAnswer, Outcome } from "../domain/outcome.ts";
import type { Scan } from "../domain/scan.ts";
import { readChanges, readSnapshot } from "../domain/snapshot.ts";
import type { Changes, Snapshot } from "../domain/snapshot.ts";
import type { OpenStream } from "./stream.ts";

export type Answer<T> = Promise<Result<T, Failure>>;

/** The server's door interface, one method a request; none of them throws. */
export interface Api {
  pair(code: string, name: string): Answer<Pairing>;
  device(token: string): Answer<Device>;
  unpair(token: string): Answer<undefined>;
  /** Safe to repeat: the server answers a scan's id the same way every time. */
  checkIn(token: string, scan: Scan): Answer<Outcome>;
  /** At most 500 scans; the answers in their order. */
  checkInAll(token: string, scans: readonly Scan[]): Answer<readonly BatchAnswer[]>;
  /** The whole state of the device's event. */
  state(token: string): Answer<Snapshot & { readonly serverTime: number }>;
  changes(token: string, after: number): Answer<Changes>;
  stream: OpenStream;
}

const readBatch = object(({ get }) => get("answers", list(readBatchAnswer)));

export function createApi(http: Http, stream: OpenStream): Api {
  return {
    pair: (code, name) =>
      http({ method: "POST", path: "/api/v1/devices/pair", body: { code, name }, reader: readPairing }),
    device: (token) => http({ method: "GET", path: "/api/v1/device", token, reader: readDevice }),
    unpair: (token) => http<undefined>({ method: "DELETE", path: "/api/v1/device", token, reader: null }),
    checkIn: async (token, scan) => {
      const answer = await http({ method: "POST", path: "/api/v1/checkins", token, body: factOf(scan), reader: readOutcome });
      // An answer to another question would be a green for the wrong person.
      if (answer.ok && answer.value.id !== scan.id) return { ok: false, error: { kind: "unreadable", status: 200 } };
      return answer;
    },
    checkInAll: async (token, scans) => {
      const body = { facts: scans.map(factOf) };
      const answer = await http({ method: "POST", path: "/api/v1/checkins/batch", token, body, reader: readBatch });
      const matches = answer.ok && answer.value.length === scans.length && answer.value.every((each, index) => "problem" in each || each.id === scans[index]?.id);
      return answer.ok && !matches ? { ok: false, error: { kind: "unreadable", status: 200 } } : answer;
    },
    state: (token) => http({ method: "GET", path: "/api/v1/door/state", token, reader: readSnapshot }),
    changes: (token, after) => http({ method: "GET", path: `/api/v1/door/changes?after=${after}`, token, reader: readChanges }),
    stream,
  };
}

/** A scan in the words of the interface. */
function factOf({ id, code, ticket, override, direction, scannedAt, syncedAt, clock, source, shown }: Scan): object {
  const synced = syncedAt === null ? {} : { synced_at: iso(syncedAt) };
  const what = ticket === undefined ? { code } : { ticket };
  const order = override === undefined ? {} : { override: { reason: override } };
  return { id, kind: "scan", ...what, ...order, direction, scanned_at: iso(scannedAt), ...synced, clock, source, shown };
}

/** A time as the interface spells it. */
export function iso(at: number): string {
  return new Date(Math.round(at)).toISOString();
}
