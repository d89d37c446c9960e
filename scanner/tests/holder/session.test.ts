import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openDatabase } from "../../holder/store/schema.ts";
import { createStore } from "../../holder/store/tickets.ts";
import type { Store } from "../../holder/store/tickets.ts";
import { startSession } from "../../holder/session.ts";
import type { Session } from "../../holder/session.ts";
import type { Kept } from "../../holder/domain/ticket.ts";
import { readPass } from "../../shared/pass/read.ts";
import passes from "../../../tests/vectors/pass/binding.json" with { type: "json" };
import { EVENING, clock, pass, settle } from "../world.ts";
import { TOKEN, createTicketServer, view } from "./facts.ts";
import type { TicketServer } from "./facts.ts";

/** A bound issuer pass without its proof: whose key it names is nothing that the phone looks at. */
const ISSUER_PASS = passes.find((one) => one.expect.error === "proof_missing")?.text ?? "";

let store: Store;
let server: TicketServer;
const sessions: Session[] = [];

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"], now: EVENING });
  store = createStore(await openDatabase());
  server = createTicketServer(ISSUER_PASS);
});

afterEach(() => {
  for (const session of sessions.splice(0)) session.stop();
  vi.useRealTimers();
});

async function open(change: Partial<Kept> = {}): Promise<Session> {
  await store.open(TOKEN, EVENING);
  const kept = await store.change(TOKEN, change);
  if (kept === null) throw new Error("no ticket");
  const { contact } = await store.values();
  const session = startSession({ kept, contact, api: server, store, clock, random: () => 0, isVisible: () => true });
  sessions.push(session);
  await pass(0);
  return session;
}

/** Takes the ticket here; the server calls the key as the phone does. */
async function take(session: Session, replace = false): Promise<void> {
  server.nameOf = () => "";
  await session.bind(replace);
  await pass(0);
  server.ticketView = { ...server.ticketView, boundTo: session.state.get().kept.key?.id ?? null };
  session.wake();
  await pass(300);
}

function proofTime(session: Session): number | null {
  const shown = session.shown.get();
  return shown === null ? null : (readPass(shown.text).proof?.at ?? null);
}

/** Signing takes a thread of its own and real time, which no fake timer moves. */
async function expectProofOf(session: Session, seconds: number): Promise<void> {
  const patience = performance.now() + 10_000;
  while (proofTime(session) !== seconds && performance.now() < patience) await settle();
  expect(proofTime(session)).toBe(seconds);
}

describe("a ticket that is opened", () => {
  test("withoutNetwork_saysSo_andFindsItLater", async () => {
    server.trouble = { kind: "network" };
    const session = await open();
    expect(session.state.get().phase.kind).toBe("unreachable");
    server.trouble = null;
    await pass(30_000);
    expect(session.state.get().phase.kind).toBe("free");
  });

  test("bound_showsAProofOfTheServersTime_andAnotherTenSecondsLater", async () => {
    server.aheadMs = 3_600_000;
    const session = await open();
    await take(session);
    expect(session.state.get().phase.kind).toBe("code");
    const first = (EVENING + 3_600_000) / 1000;
    await expectProofOf(session, first);
    await pass(10_000);
    await expectProofOf(session, first + 10);
  });

  test("claim_isOfTheServersTime_andOfTheTicket", async () => {
    server.aheadMs = -7_200_000;
    const session = await open();
    await take(session, true);
    expect(server.claims).toEqual([
      {
        eventRef: view().event.ref,
        tokenId: view().tokenId,
        publicKey: session.state.get().kept.key?.publicKey,
        at: EVENING / 1000 - 7200,
        replace: true,
      },
    ]);
  });

  test("key_cannotBeTakenOut", async () => {
    const session = await open();
    await take(session);
    const [kept] = await store.all();
    expect(kept?.key?.privateKey.extractable).toBe(false);
  });

  test("refused_saysWhy_andAsksHowThingsStand", async () => {
    const session = await open();
    server.bind = () => {
      server.ticketView = view({ boundTo: "another" });
      return Promise.resolve({
        ok: false,
        error: { kind: "problem", status: 409, code: "bound_elsewhere", title: "Nicht jetzt", detail: "…", retryAfterMs: null },
      });
    };
    await session.bind(false);
    await pass(0);
    expect(session.state.get().refused).toMatchObject({ code: "bound_elsewhere" });
    expect(session.state.get().phase.kind).toBe("elsewhere");
  });

  test("answerLost_isAskedAgainWithTheSameKey", async () => {
    const session = await open();
    server.trouble = { kind: "timeout" };
    await session.bind(false);
    await pass(0);
    expect(session.state.get().refused).toEqual({ kind: "timeout" });
    const before = session.state.get().kept.key?.publicKey;
    server.trouble = null;
    await take(session);
    expect(server.claims.map(({ publicKey }) => publicKey)).toEqual([before]);
  });

  test("takenByAnotherPhone_showsNoCodeAnyMore", async () => {
    const session = await open();
    await take(session);
    server.ticketView = { ...server.ticketView, boundTo: "another" };
    await pass(40_000);
    expect(session.state.get().phase.kind).toBe("replaced");
    expect(session.shown.get()).toBeNull();
  });

  test("networkGone_goesOnShowing", async () => {
    const session = await open();
    await take(session);
    server.trouble = { kind: "network" };
    await pass(60_000);
    expect(session.state.get()).toMatchObject({ online: false, phase: { kind: "code" } });
    await expectProofOf(session, Math.floor(Date.now() / 10_000) * 10);
  });

  test("openedAgainWithoutNetwork_showsItsCodeByTheLastKnownTime", async () => {
    server.aheadMs = 3_600_000;
    const first = await open();
    await take(first);
    first.stop();
    server.trouble = { kind: "network" };
    const again = await open();
    await pass(300);
    expect(again.state.get().phase.kind).toBe("code");
    await expectProofOf(again, Math.floor((Date.now() + 3_600_000) / 10_000) * 10);
  });

  test("removed_isGone_andTheServerIsTold", async () => {
    const session = await open();
    await take(session);
    const id = session.state.get().kept.key?.id;
    await session.remove();
    expect(await store.all()).toEqual([]);
    expect(server.released).toEqual([id]);
  });
});

describe("store", () => {
  test("newerLinkOfTheSameTicket_takesKeyAndPassAlong", async () => {
    const session = await open();
    await take(session);
    const { key, pass: issuerPass } = session.state.get().kept;
    await store.open("newer-link-of-the-same-ticket", EVENING + 1);
    await store.change("newer-link-of-the-same-ticket", { view: server.ticketView });
    const all = await store.all();
    expect(all.map((one) => one.token)).toEqual(["newer-link-of-the-same-ticket"]);
    expect(all[0]).toMatchObject({ pass: issuerPass, key: { id: key?.id } });
  });

  test("removedMeanwhile_staysAway", async () => {
    await store.open(TOKEN, EVENING);
    await store.remove(TOKEN);
    expect(await store.change(TOKEN, { pass: "EL1:" })).toBeNull();
    expect(await store.all()).toEqual([]);
  });
});
