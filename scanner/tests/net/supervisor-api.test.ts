import { describe, expect, test } from "vitest";
import { createHttp } from "../../shared/http.ts";
import { createApi } from "../../door/net/api.ts";
import type { Api } from "../../door/net/api.ts";
import { createSupervisorApi } from "../../door/net/supervisor-api.ts";
import type { SupervisorApi } from "../../door/net/supervisor-api.ts";
import { createSupervisor } from "../../door/supervisor.ts";
import { EVENING, scan, scanId } from "../world.ts";

interface Sent {
  readonly path: string;
  readonly body: unknown;
}

function answering(json: unknown): { api: SupervisorApi; door: Api; sent: Sent[] } {
  const sent: Sent[] = [];
  const http = createHttp({
    fetch: (input, init) => {
      const body = typeof init?.body === "string" ? (JSON.parse(init.body) as unknown) : undefined;
      sent.push({ path: input instanceof Request ? input.url : input.toString(), body });
      return Promise.resolve(new Response(JSON.stringify(json), { status: 200 }));
    },
    language: () => "de",
    timeoutMs: 6000,
  });
  return { api: createSupervisorApi(http), door: createApi(http, () => Promise.resolve({ kind: "network" })), sent };
}

const FOUND = { tier: { number: 1, name: "Mitglied" }, serial: 11, number: "1-0012", state: "inside", entries: 1, inside: 1, clashes: 0, first: { at: "2026-11-22T19:00:00Z", gate: "Hof" }, note: null, name: null };
const CLASHING = { id: scanId(1), at: "2026-11-22T19:00:00Z", time_mark: null, gate: "Hof", device: null, direction: "entry", undone: false, clash: true };

describe("search", () => {
  test("wordsOfAnyKind_stayOneParameter", async () => {
    const { api, sent } = answering({ tickets: [] });
    await api.search("secret", "Jörg & Ana#1");
    expect(sent[0]?.path).toBe("/api/v1/door/search?q=J%C3%B6rg%20%26%20Ana%231");
  });

  test("stateThatIsNotKnown_isNoAnswer", async () => {
    expect(await answering({ tickets: [{ ...FOUND, state: "gone" }] }).api.search("secret", "1")).toMatchObject({ ok: false, error: { kind: "unreadable" } });
  });

  test("tickets_areReadAsTheServerSpellsThem", async () => {
    expect(await answering({ tickets: [FOUND] }).api.search("secret", "1")).toMatchObject({ ok: true, value: [{ number: "1-0012", first: { at: EVENING, gate: "Hof" } }] });
  });
});

test("clashes_areReadAsTheServerSpellsThem", async () => {
  const { api } = answering({ clashes: [{ tier: FOUND.tier, serial: 11, number: "1-0012", scans: [CLASHING] }] });
  expect(await api.clashes("secret")).toMatchObject({ ok: true, value: [{ number: "1-0012", scans: [{ at: EVENING, clash: true }] }] });
});

test("order_isSentAsATicketWithItsReason_andNoCode", async () => {
  const { door, sent } = answering({});
  await door.checkIn("secret", scan({ code: "", ticket: { tier: 1, serial: 5 }, override: "Handy leer" }));
  expect(sent[0]?.body).toMatchObject({ kind: "scan", ticket: { tier: 1, serial: 5 }, override: { reason: "Handy leer" } });
  expect(sent[0]?.body).not.toHaveProperty("code");
});

test("undoTriedAgain_isTheSameFact_andMarksOurOwnScanOnlyOnceTaken", async () => {
  const undone: string[] = [];
  const queue = {
    undone: (id: string): Promise<void> => {
      undone.push(id);
      return Promise.resolve();
    },
  };
  const now = (): { at: number; syncedAt: number; clock: "monotonic" } => ({ at: EVENING + 0.5, syncedAt: EVENING - 1000, clock: "monotonic" });
  const { api, sent } = answering({ outcome: "undone" });
  const broken = answering({ outcome: "refused" });
  expect((await createSupervisor({ token: "secret", api: broken.api, queue, now }).undo(scanId(1), "Falsch")).ok).toBe(false);
  expect(undone).toEqual([]);
  const supervisor = createSupervisor({ token: "secret", api, queue, now });
  await supervisor.undo(scanId(1), "Falsch");
  await supervisor.undo(scanId(1), "Falsch");
  expect(sent[0]?.path).toBe("/api/v1/checkins");
  expect(sent[0]?.body).toMatchObject({ kind: "undo", undoes: scanId(1), reason: "Falsch", scanned_at: "2026-11-22T19:00:00.001Z", synced_at: "2026-11-22T18:59:59.000Z", clock: "monotonic", source: "keyboard" });
  expect(sent[0]?.body).toEqual(sent[1]?.body);
  expect(undone).toEqual([scanId(1), scanId(1)]);
});
