// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createTranslator } from "../../shared/i18n/translate.ts";
import { observable } from "../../shared/observable.ts";
import { err, ok } from "../../shared/result.ts";
import type { Clash, FoundTicket } from "../../door/domain/lookup.ts";
import type { Order } from "../../door/domain/override.ts";
import type { AnsweredScan } from "../../door/domain/scan.ts";
import type { QueueState } from "../../door/store/queue.ts";
import type { Queue } from "../../door/store/queue.ts";
import type { Supervisor } from "../../door/supervisor.ts";
import { openScansSheet } from "../../door/ui/scans-sheet.ts";
import { createSupervising } from "../../door/ui/supervising.ts";
import { openSupervisorSheet } from "../../door/ui/supervisor-sheet.ts";
import { EVENING, admission, problem, refusal, scanId } from "../world.ts";
import { giveDialogs, isThere, part, settle, write } from "./page.ts";

const translator = createTranslator("de");
const WHERE = { translator, timezone: "Europe/Berlin", now: (): number => EVENING };
const FOUND: FoundTicket = {
  tier: { number: 1, name: "Mitglied" },
  serial: 11,
  number: "1-0012",
  state: "inside",
  entries: 1,
  inside: 1,
  clashes: 0,
  first: { at: EVENING - 3_600_000, gate: "Hof" },
  note: "Braucht einen Stuhl",
  name: null,
};
const CLASH: Clash = {
  tier: FOUND.tier,
  number: "1-0003",
  scans: [
    { id: scanId(1), at: EVENING - 60_000, gate: "Hof", device: "Hofhandy", direction: "entry", undone: false, clash: false },
    { id: scanId(2), at: EVENING, gate: "Keller", device: null, direction: "entry", undone: false, clash: true },
  ],
};

let orders: Order[];
let supervisor: { [K in keyof Supervisor]: ReturnType<typeof vi.fn<Supervisor[K]>> };
let queue: Queue;

function answered(number: number, change: Partial<AnsweredScan> = {}): AnsweredScan {
  return { id: scanId(number), scannedAt: EVENING, direction: "entry", outcome: admission({ id: scanId(number) }), shown: null, ...change };
}

function has(...scans: AnsweredScan[]): void {
  const state = observable<QueueState>({ waiting: [], failed: [], answered: scans, notices: [], unsaved: 0 });
  queue = { state, markSeen: () => Promise.resolve() } as unknown as Queue;
}

async function open(): Promise<void> {
  const supervising = createSupervising({ translator, supervisor, onAdmit: (order) => orders.push(order) });
  openSupervisorSheet({ ...WHERE, queue, supervisor, supervising });
  await settle();
}

async function submit(testid: string): Promise<void> {
  part(testid).closest("form")?.requestSubmit();
  await settle();
}

beforeEach(() => {
  giveDialogs();
  orders = [];
  supervisor = {
    search: vi.fn<Supervisor["search"]>(() => Promise.resolve(ok([FOUND]))),
    clashes: vi.fn<Supervisor["clashes"]>(() => Promise.resolve(ok([CLASH]))),
    undo: vi.fn<Supervisor["undo"]>(() => Promise.resolve(ok(undefined))),
  };
  has();
});

afterEach(() => {
  document.body.replaceChildren();
});

describe("without a connection", () => {
  test("searchAndClashes_sayThatTheyNeedOne", async () => {
    const gone = err({ kind: "network" } as const);
    supervisor.search.mockResolvedValue(gone);
    supervisor.clashes.mockResolvedValue(gone);
    await open();
    write("search", "12");
    await submit("search");
    for (const place of ["found", "clashes"]) expect(part(place).textContent).toContain("Das braucht eine Verbindung");
  });

  test("undo_staysOpen_saysSo_andKeepsTheReason", async () => {
    supervisor.undo.mockResolvedValue(err({ kind: "timeout" }));
    await open();
    part("clash-undo").click();
    write("why", "Falsche Richtung");
    await submit("why");
    expect(part("why-problem").textContent).toContain("Das braucht eine Verbindung");
    expect((part("why") as HTMLInputElement).value).toBe("Falsche Richtung");
  });
});

describe("search", () => {
  test("ofASteward_isTheServersRefusal_inItsOwnWords", async () => {
    supervisor.search.mockResolvedValue(err(problem(403, "supervisor_needed", { detail: "Das darf nur ein Gerät der Leitung." })));
    await open();
    write("search", "12");
    await submit("search");
    expect(part("found").textContent).toBe("Das darf nur ein Gerät der Leitung.");
  });

  test("slowAnswerToAnEarlierQuestion_coversNoLaterOne", async () => {
    let late: (value: ReturnType<typeof ok<readonly FoundTicket[]>>) => void = () => undefined;
    supervisor.search.mockReturnValueOnce(new Promise((resolve) => { late = resolve; }));
    await open();
    write("search", "1");
    await submit("search");
    write("search", "12");
    await submit("search");
    late(ok([]));
    await settle();
    expect(part("found").textContent).toContain("1-0012");
  });

  test("ticket_showsNoteStateAndFirst_butNoNameThereIsNot", async () => {
    await open();
    write("search", "12");
    await submit("search");
    part("found-ticket").click();
    const text = part("ticket-sheet").textContent;
    for (const said of ["Braucht einen Stuhl", "Drin", "19:00, Hof"]) expect(text).toContain(said);
    expect(text).not.toContain("Wer");
  });

  test("ticket_isAdmittedWithAReasonOnly", async () => {
    await open();
    write("search", "12");
    await submit("search");
    part("found-ticket").click();
    part("ticket-admit").click();
    write("why", "   ");
    await submit("why");
    expect(orders).toEqual([]);
    write("why", " Von der Orga zugesagt ");
    await submit("why");
    expect(orders).toEqual([{ ticket: { tier: 1, serial: 11 }, reason: "Von der Orga zugesagt" }]);
    expect(isThere("why-sheet")).toBe(false);
  });

  test("withdrawnTicket_offersNoWayIn", async () => {
    supervisor.search.mockResolvedValue(ok([{ ...FOUND, state: "revoked" }]));
    await open();
    write("search", "12");
    await submit("search");
    part("found-ticket").click();
    expect(isThere("ticket-admit")).toBe(false);
  });
});

describe("clashes", () => {
  test("haveTheirTimesAndGates_andSayWhichEntryIsTooMany", async () => {
    await open();
    const rows = [...part("clashes").querySelectorAll("li")].map((row) => row.textContent);
    expect(rows[0]).toContain("19:59Eingelassen");
    expect(rows[0]).toContain("Hof · Hofhandy");
    expect(rows[1]).toContain("20:00Eingelassen, zu viel");
  });

  test("undoneOne_isAskedForAnew", async () => {
    await open();
    part("clash-undo").click();
    write("why", "Ist nicht hineingegangen");
    await submit("why");
    expect(supervisor.undo.mock.calls).toEqual([[scanId(1), "Ist nicht hineingegangen"]]);
    expect(supervisor.clashes).toHaveBeenCalledTimes(2);
  });
});

describe("refused here", () => {
  test("offersOnlyWhatMayBeOverridden", async () => {
    has(answered(1, { outcome: refusal("revoked") }), answered(2, { outcome: refusal("already_redeemed") }), answered(3));
    await open();
    expect(part("refused").querySelectorAll("li")).toHaveLength(2);
    expect(part("refused").querySelectorAll("[data-testid=refused-admit]")).toHaveLength(1);
  });
});

describe("the list of scans", () => {
  const show = (supervising: ReturnType<typeof createSupervising> | null): void => {
    openScansSheet({ ...WHERE, queue, isOurs: () => true, onSend: () => undefined, supervising });
  };

  test("ofASteward_undoesNothing", () => {
    has(answered(1));
    show(null);
    expect(isThere("undo")).toBe(false);
  });

  test("ofASupervisor_undoesWhatLetSomebodyThrough_once", async () => {
    has(answered(1), answered(2, { outcome: refusal("tier") }), answered(3, { undone: true }));
    show(createSupervising({ translator, supervisor, onAdmit: () => undefined }));
    expect(part("scans").querySelectorAll("[data-testid=undo]")).toHaveLength(1);
    expect(part("scans").textContent).toContain("Eingelassen, Zurückgenommen");
    part("undo").click();
    write("why", "Falsches Ticket gescannt");
    await submit("why");
    expect(supervisor.undo).toHaveBeenCalledWith(scanId(1), "Falsches Ticket gescannt");
  });
});
