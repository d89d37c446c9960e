import type { Clock } from "../shared/clock.ts";
import type { Failure } from "../shared/errors.ts";
import { observable } from "../shared/observable.ts";
import type { Observable } from "../shared/observable.ts";
import { makeProof } from "../shared/pass/proof.ts";
import { readPass } from "../shared/pass/read.ts";
import type { Result } from "../shared/result.ts";
import { claimMessage } from "./domain/claim.ts";
import type { Claim } from "./domain/claim.ts";
import { phaseOf } from "./domain/phase.ts";
import type { Phase } from "./domain/phase.ts";
import type { Kept, StateAnswer, TicketView } from "./domain/ticket.ts";
import { anchorFrom, anchorOf, contactOf, serverNow, windowOf } from "./domain/time.ts";
import type { Contact } from "./domain/time.ts";
import { makeKey, signWith } from "./keys.ts";
import type { Api } from "./net/api.ts";
import type { Store } from "./store/tickets.ts";

/** How often to ask whether the ticket was used, revoked or taken away. */
const POLL_MS = 30_000;
/** Phones of one hall shall not all ask in the same second. */
const SPREAD_MS = 10_000;
/** The count-down's step. */
const TICK_MS = 250;

export interface TicketState {
  readonly kept: Kept;
  readonly phase: Phase;
  readonly online: boolean;
  readonly busy: boolean;
  /** Why the last thing the person asked for did not work. */
  readonly refused: Failure | null;
}

/** The code on the screen now, and for how long still. */
export interface Shown {
  readonly text: string;
  readonly leftMs: number;
}

export interface SessionOptions {
  readonly kept: Kept;
  readonly contact: Contact | null;
  readonly api: Api;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: () => number;
  readonly isVisible: () => boolean;
}

/** One ticket that is open, without a screen. */
export interface Session {
  readonly state: Observable<TicketState>;
  /** The code while the ticket has one here; `null` else. */
  readonly shown: Observable<Shown | null>;
  /** Takes the ticket to this phone; `replace`: from another one. */
  bind(replace: boolean): Promise<void>;
  /** Takes the ticket off this phone; tells the server if it can. */
  remove(): Promise<void>;
  /** Asks the server now: the person or the network has come back. */
  wake(): void;
  stop(): void;
}

export function startSession({ kept: first, contact, api, store, clock, random, isVisible }: SessionOptions): Session {
  const { token } = first;
  let anchor = anchorFrom(contact, clock);
  let failure: Failure | null = null;
  let expiresAt = expiryOf(first.pass);
  let stopped = false;
  let asking = false;
  let poll: ReturnType<typeof setTimeout> | null = null;
  let proofAt: number | null = null;
  let proofsAsked = 0;
  let newestProof = 0;
  const now = (): number => serverNow(anchor, clock);
  const state = observable<TicketState>({ kept: first, phase: phaseOf(first, null, now(), expiresAt), online: true, busy: false, refused: null });
  const shown = observable<Shown | null>(null);

  function show(change: Partial<TicketState>): void {
    if (stopped) return;
    const next = { ...state.get(), ...change };
    state.set({ ...next, phase: phaseOf(next.kept, failure, now(), expiresAt) });
  }

  async function keep(change: Partial<Omit<Kept, "token">>): Promise<void> {
    const kept = await store.change(token, change);
    if (kept === null) return;
    expiresAt = expiryOf(kept.pass);
    show({ kept });
    void tick();
  }

  /** Asks, keeps the time of the answer, and remembers what stands in the way. */
  async function ask<T extends StateAnswer>(question: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> {
    const before = { wall: clock.wall(), monotonic: clock.monotonic() };
    const answer = await question();
    if (answer.ok) {
      anchor = anchorOf(answer.value.serverTime, before, clock);
      await store.keep({ contact: contactOf(anchor) });
    }
    failure = answer.ok ? null : answer.error;
    return answer;
  }

  async function refresh(): Promise<void> {
    if (asking || stopped) return;
    asking = true;
    const answer = await ask(() => api.ticket(token));
    asking = false;
    if (answer.ok) await keep({ view: answer.value.ticket });
    show({ online: answer.ok || answer.error.kind === "problem" });
    const { view, picture } = state.get().kept;
    if (answer.ok && view?.pictured === true && (picture === null || changesPicture(view))) await fetchPicture();
  }

  async function fetchPicture(): Promise<void> {
    const answer = await api.picture(token);
    if (answer.ok) await keep({ picture: answer.value });
  }

  let pictureUsed = false;

  /** The chain draws a used ticket anew; asked for once a start. */
  function changesPicture(view: TicketView): boolean {
    const again = view.used !== null && !pictureUsed;
    pictureUsed = pictureUsed || again;
    return again;
  }

  async function bind(replace: boolean): Promise<void> {
    const { kept } = state.get();
    if (kept.view === null || state.get().busy) return;
    show({ busy: true, refused: null });
    // What throws is the phone itself: no room for the key, or an answer that holds no pass.
    await claim(kept, kept.view, replace).catch(() => {
      show({ refused: { kind: "unreadable", status: 0 } });
    });
    show({ busy: false });
  }

  async function claim(kept: Kept, view: TicketView, replace: boolean): Promise<void> {
    // After a replacement a fresh key: the old one may be what somebody else's door list still knows.
    const key = kept.key !== null && kept.pass === null ? kept.key : await makeKey();
    // Kept before it is used: a pass for a key that is lost would be worth nothing.
    await keep({ key, pass: null });
    const asked: Claim = {
      eventRef: view.event.ref,
      tokenId: view.tokenId,
      publicKey: key.publicKey,
      at: Math.floor(now() / 1000),
      replace,
    };
    const signature = await signWith(key)(claimMessage(asked));
    const answer = await ask(() => api.bind(token, asked, signature));
    if (answer.ok) await keep({ view: answer.value.ticket, pass: answer.value.issuerPass });
    else show({ refused: answer.error });
    if (!answer.ok && answer.error.kind === "problem") await refresh();
  }

  async function remove(): Promise<void> {
    const { kept } = state.get();
    show({ busy: true });
    // Best effort: without a network the server goes on believing that this phone has it, until another takes it.
    if (kept.key !== null) await api.release(token, kept.key.id);
    await store.remove(token);
    stop();
  }

  /** Makes a new proof when its time has come, and lets the count-down go on. */
  async function tick(): Promise<void> {
    const { kept, phase } = state.get();
    const pass = phase.kind === "code" || phase.kind === "used" ? phase.pass : null;
    if (pass === null || kept.key === null) {
      proofAt = null;
      shown.set(null);
      return;
    }
    const { at, leftMs } = windowOf(now());
    const current = shown.get();
    if (proofAt === at && current !== null) {
      shown.set({ ...current, leftMs });
      return;
    }
    const number = ++proofsAsked;
    const text = await makeProof(pass, at, signWith(kept.key));
    // A slow signature must not take the place of one that was asked for after it.
    if (stopped || number < newestProof || state.get().kept.pass !== pass) return;
    newestProof = number;
    proofAt = at;
    shown.set({ text, leftMs: windowOf(now()).leftMs });
  }

  function schedule(): void {
    poll = setTimeout(() => {
      const asked = isVisible() ? refresh() : Promise.resolve();
      void asked.finally(() => {
        if (!stopped) schedule();
      });
    }, POLL_MS + random() * SPREAD_MS);
  }

  const ticker = setInterval(() => {
    if (!isVisible()) return;
    show({});
    void tick();
  }, TICK_MS);

  function stop(): void {
    stopped = true;
    clearInterval(ticker);
    if (poll !== null) clearTimeout(poll);
  }

  void tick();
  void refresh();
  schedule();
  return { state, shown, bind, remove, wake: () => void refresh(), stop };
}

/** When a pass is worth nothing any more, in milliseconds since 1970. */
function expiryOf(pass: string | null): number | null {
  return pass === null ? null : readPass(pass).claims.expiresAt * 1000;
}
