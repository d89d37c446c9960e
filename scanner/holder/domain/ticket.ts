import { instant, integer, nullable, object, oneOf, text } from "../../shared/json.ts";
import type { Reader } from "../../shared/json.ts";

/** A ticket as the server told of it last. Times in milliseconds since 1970. */
export interface TicketView {
  /** What people say: "1-0042". */
  readonly number: string;
  readonly tierName: string;
  /** Decimal; does not fit a JavaScript number. */
  readonly tokenId: string;
  readonly event: EventView;
  readonly collective: string;
  readonly palette: string;
  /** Its printed code opens a door as long as no phone has it. */
  readonly paper: boolean;
  /** The chain makes a picture of it. */
  readonly pictured: boolean;
  readonly epoch: number;
  /** The id of the key of the phone that has it. */
  readonly boundTo: string | null;
  readonly revokedAt: number | null;
  readonly used: { readonly at: number; readonly gate: string | null } | null;
}

export interface EventView {
  readonly ref: string;
  readonly name: string;
  readonly venue: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly timezone: string;
  readonly cancelled: boolean;
  readonly over: boolean;
}

/** What the server answers; `serverTime` in milliseconds since 1970. */
export interface StateAnswer {
  readonly serverTime: number;
  readonly ticket: TicketView;
}

export interface BoundAnswer extends StateAnswer {
  readonly issuerPass: string;
}

/** This phone's key for one ticket. The private half can be used, never read. */
export interface HolderKey {
  readonly privateKey: CryptoKey;
  /** The compressed point, 33 bytes, in hex. */
  readonly publicKey: string;
  /** What the server calls it. */
  readonly id: string;
}

/** A ticket on this phone. */
export interface Kept {
  /** The secret of the ticket's link; whoever has it has the ticket. */
  readonly token: string;
  readonly addedAt: number;
  readonly view: TicketView | null;
  readonly key: HolderKey | null;
  /** The issuer's pass for `key`; it names no one and opens nothing without a proof by that key. */
  readonly pass: string | null;
  /** The picture the chain makes, an SVG document. */
  readonly picture: string | null;
}

export function freshlyKept(token: string, addedAt: number): Kept {
  return { token, addedAt, view: null, key: null, pass: null, picture: null };
}

/** Whether two entries are the same ticket, opened by an old and a new link. */
export function isSameTicket(a: Kept, b: Kept): boolean {
  if (a.view === null || b.view === null) return a.token === b.token;
  return a.view.event.ref === b.view.event.ref && a.view.tokenId === b.view.tokenId;
}

const flag: Reader<boolean> = (value, path) => oneOf("true", "false")(String(value), path) === "true";

const readEvent = object((fields) => ({
  ref: fields.get("ref", text),
  name: fields.get("name", text),
  venue: fields.get("venue", text),
  startsAt: fields.get("starts_at", instant),
  endsAt: fields.get("ends_at", instant),
  timezone: fields.get("timezone", text),
  cancelled: fields.get("cancelled", flag),
  over: fields.get("over", flag),
}));

const readTicket: Reader<TicketView> = object((fields) => ({
  number: fields.get("number", text),
  tierName: fields.get("tier", object((tier) => tier.get("name", text))),
  tokenId: fields.get("token_id", text),
  event: fields.get("event", readEvent),
  collective: fields.get("collective", text),
  palette: fields.get("palette", text),
  paper: fields.get("paper", flag),
  pictured: fields.get("pictured", flag),
  epoch: fields.get("epoch", integer),
  boundTo: fields.get("bound_to", nullable(text)),
  revokedAt: fields.get("revoked_at", nullable(instant)),
  used: fields.get("used", nullable(object((used) => ({ at: used.get("at", instant), gate: used.get("gate", nullable(text)) })))),
}));

export const readState: Reader<StateAnswer> = object((fields) => ({
  serverTime: fields.get("server_time", instant),
  ticket: fields.get("ticket", readTicket),
}));

export const readBound: Reader<BoundAnswer> = object((fields) => ({
  serverTime: fields.get("server_time", instant),
  ticket: fields.get("ticket", readTicket),
  issuerPass: fields.get("pass", text),
}));

export const readPicture: Reader<string> = object((fields) => fields.get("svg", text));
