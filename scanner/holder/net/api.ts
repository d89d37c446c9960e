import type { Failure } from "../../shared/errors.ts";
import type { Http } from "../../shared/http.ts";
import type { Result } from "../../shared/result.ts";
import { claimBody } from "../domain/claim.ts";
import type { Claim } from "../domain/claim.ts";
import { readBound, readPicture, readState } from "../domain/ticket.ts";
import type { BoundAnswer, StateAnswer } from "../domain/ticket.ts";

/** The server's interface for one ticket, whose link token is all the authority there is; none of these throws. */
export interface Api {
  ticket(token: string): Promise<Result<StateAnswer, Failure>>;
  bind(token: string, claim: Claim, signature: Uint8Array): Promise<Result<BoundAnswer, Failure>>;
  /** Gives the ticket back, if the phone with this key has it. */
  release(token: string, keyId: string): Promise<Result<StateAnswer, Failure>>;
  /** The SVG document that the chain makes. */
  picture(token: string): Promise<Result<string, Failure>>;
}

const ROOT = "/api/v1/holder";

export function createApi(http: Http): Api {
  return {
    ticket: (token) => http({ method: "GET", path: `${ROOT}/ticket`, token, reader: readState }),
    bind: (token, claim, signature) =>
      http({ method: "POST", path: `${ROOT}/bind`, token, body: claimBody(claim, signature), reader: readBound }),
    release: (token, keyId) => http({ method: "DELETE", path: `${ROOT}/bind/${keyId}`, token, reader: readState }),
    picture: (token) => http({ method: "GET", path: `${ROOT}/picture`, token, reader: readPicture }),
  };
}
