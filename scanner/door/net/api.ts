import type { Failure } from "../../shared/errors.ts";
import type { Http } from "../../shared/http.ts";
import type { Result } from "../../shared/result.ts";
import { readCounts, readDevice, readPairing } from "../domain/device.ts";
import type { Counts, Device, Pairing } from "../domain/device.ts";
import { readOutcome } from "../domain/outcome.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { Scan } from "../domain/scan.ts";

/** The server's door interface, one method a request; none of them throws. */
export interface Api {
  pair(code: string, name: string): Promise<Result<Pairing, Failure>>;
  device(token: string): Promise<Result<Device, Failure>>;
  unpair(token: string): Promise<Result<undefined, Failure>>;
  counts(token: string): Promise<Result<Counts, Failure>>;
  /** Safe to repeat: the server answers a scan's id the same way every time. */
  checkIn(token: string, scan: Scan): Promise<Result<Outcome, Failure>>;
}

export function createApi(http: Http): Api {
  return {
    pair: (code, name) =>
      http({ method: "POST", path: "/api/v1/devices/pair", body: { code, name }, reader: readPairing }),
    device: (token) => http({ method: "GET", path: "/api/v1/device", token, reader: readDevice }),
    unpair: (token) => http<undefined>({ method: "DELETE", path: "/api/v1/device", token, reader: null }),
    counts: (token) => http({ method: "GET", path: "/api/v1/door/counts", token, reader: readCounts }),
    checkIn: async (token, { id, code, scannedAt, source }) => {
      const body = { id, code, scanned_at: new Date(scannedAt).toISOString(), source };
      const answer = await http({ method: "POST", path: "/api/v1/checkins", token, body, reader: readOutcome });
      // An answer to another question would be a green for the wrong person.
      if (answer.ok && answer.value.id !== id) return { ok: false, error: { kind: "unreadable", status: 200 } };
      return answer;
    },
  };
}
