/** A server in memory: it keeps facts, folds them, and tells its doors, as docs/adr/0014-the-door-protocol.md says. */
import type { Failure } from "../shared/errors.ts";
import { err, ok } from "../shared/result.ts";
import type { Result } from "../shared/result.ts";
import type { Outcome } from "../door/domain/outcome.ts";
import { letsThrough } from "../door/domain/scan.ts";
import type { Scan } from "../door/domain/scan.ts";
import { NO_COUNTS } from "../door/domain/snapshot.ts";
import type { Change, Changes, Counts, EntryChange, Snapshot } from "../door/domain/snapshot.ts";
import { writeSet, SerialSet } from "../door/domain/sets.ts";
import type { Api } from "../door/net/api.ts";
import type { StreamCall } from "../door/net/stream.ts";
import { admission, device, pairing, scan, scanId, snapshot, toldScan } from "./world.ts";

interface Fact {
  readonly scan: Scan;
  readonly gate: string;
  readonly serial: number | null;
  readonly answer: Outcome;
}

interface Folded {
  readonly first: Fact | null;
  readonly entries: number;
  readonly inside: number;
  readonly clashes: readonly Fact[];
}

export class FakeServer implements Api {
  /** What stands between device and server now; `null` for a free way. */
  trouble: Failure | null = null;
  /** The answer is made and durable, but does not arrive. */
  losesAnswers = false;
  /** How long an answer to one scan takes. */
  slowMs = 0;
  /** Every scan that reached the server, repeats included. */
  readonly received: Scan[] = [];
  readonly facts = new Map<string, Fact>();
  readonly changed: Change[] = [];
  readonly revoked = new Set<number>();
  unpaired = 0;
  streams = 0;
  loads = 0;
  readonly #lines = new Set<{ readonly call: StreamCall; readonly end: () => void }>();
  #elsewhere = 900;

  /** The way to the server is cut, lines included; or free again. */
  cut(trouble: Failure | null): void {
    this.trouble = trouble;
    if (trouble !== null) for (const { end } of [...this.#lines]) end();
  }

  pair: Api["pair"] = () => this.#reach(() => pairing);
  device: Api["device"] = () => this.#reach(() => device);
  unpair: Api["unpair"] = () => this.#reach(() => void (this.unpaired += 1));
  checkIn: Api["checkIn"] = async (_token, sent) => {
    if (this.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, this.slowMs));
    return this.#reach(() => this.take(sent, "Hof"));
  };
  checkInAll: Api["checkInAll"] = (_token, sent) => this.#reach(() => sent.map((each) => this.take(each, "Hof")));
  state: Api["state"] = () => {
    this.loads += 1;
    return this.#reach(() => ({ ...this.snapshot(), serverTime: Date.now() }));
  };
  changes: Api["changes"] = (_token, after) => this.#reach(() => this.#changesAfter(after));
  stream: Api["stream"] = async (call) => {
    if (this.trouble !== null) return this.trouble;
    this.streams += 1;
    return new Promise((resolve) => {
      const line = {
        call,
        end: () => {
          this.#lines.delete(line);
          resolve({ kind: "network" });
        },
      };
      this.#lines.add(line);
      call.signal.addEventListener("abort", line.end);
      call.onSign();
      // What has happened since the cursor comes first.
      if (call.after < this.nextSeq() - 1) this.#send(line.call, "changes", wireOf(this.#changesAfter(call.after)));
    });
  };

  /** A line of every open stream. */
  say(event: string, data: unknown): void {
    for (const { call } of [...this.#lines]) this.#send(call, event, data);
  }

  #send(call: StreamCall, event: string, data: unknown): void {
    call.onSign();
    call.onEvent({ event, data: JSON.stringify(data) });
  }

  /** Another gate lets somebody in with this ticket; `at` is its corrected time. */
  letInElsewhere(serial: number, at: number): void {
    this.#elsewhere += 1;
    this.take(toldScan(serial, { id: scanId(this.#elsewhere), scannedAt: at }), "Keller");
  }

  learn(change: Change): void {
    this.changed.push(change);
    if (this.trouble === null) this.say("changes", wireOf(this.#changesAfter(change.seq - 1)));
  }

  nextSeq(): number {
    return 11 + this.changed.length;
  }

  take(sent: Scan, gate: string): Outcome {
    this.received.push(sent);
    const known = this.facts.get(sent.id);
    if (known !== undefined) {
      if (known.scan.shown === null && sent.shown !== null) {
        this.#refold(known.serial, () => this.facts.set(sent.id, { ...known, scan: { ...known.scan, shown: sent.shown } }));
      }
      return known.answer;
    }
    const serial = sent.ticket?.serial ?? serialOf(sent.code);
    const answer = this.#decide(sent, serial, gate);
    this.#refold(serial, () => this.facts.set(sent.id, { scan: sent, gate, serial, answer }));
    const clash = this.fold(serial).clashes.some((fact) => fact.scan.id === sent.id);
    const final = { ...answer, clash };
    this.facts.set(sent.id, { scan: sent, gate, serial, answer: final });
    return final;
  }

  fold(serial: number | null): Folded {
    const through = [...this.facts.values()].filter((fact) => fact.serial === serial && serial !== null && letsThrough(fact.scan.shown ?? fact.answer));
    const sorted = through.toSorted((a, b) => a.scan.scannedAt - b.scan.scannedAt || (a.scan.id < b.scan.id ? -1 : 1));
    const entries = sorted.filter((fact) => fact.scan.direction === "entry");
    const inside = sorted.reduce((heads, fact) => (fact.scan.direction === "entry" ? heads + 1 : Math.max(0, heads - 1)), 0);
    return { first: entries[0] ?? null, entries: entries.length, inside, clashes: entries.slice(1).filter((fact) => fact.scan.override === undefined) };
  }

  snapshot(): Snapshot {
    const admitted = new SerialSet();
    const inside = new SerialSet();
    for (const serial of this.#serials()) {
      const folded = this.fold(serial);
      admitted.put(serial, folded.entries > 0);
      inside.put(serial, folded.inside > 0);
    }
    const sets = { admitted: writeSet(admitted), inside: writeSet(inside) };
    return snapshot(sets, { cursor: this.nextSeq() - 1, counts: this.counts() });
  }

  counts(): Counts {
    const folds = this.#serials().map((serial) => this.fold(serial));
    const here = [...this.facts.values()].filter((fact) => fact.gate === "Hof" && letsThrough(fact.scan.shown ?? fact.answer));
    const entered = here.filter((fact) => fact.scan.direction === "entry").length;
    const gate = { entered, exited: here.length - entered };
    return {
      ...NO_COUNTS,
      gate,
      inside: folds.reduce((sum, folded) => sum + folded.inside, 0),
      admitted: folds.filter((folded) => folded.entries > 0).length,
      clashes: folds.reduce((sum, folded) => sum + folded.clashes.length, 0),
      issued: 200,
      gates: [{ id: 1, name: "Hof", ...gate }],
    };
  }

  #serials(): number[] {
    return [...new Set([...this.facts.values()].flatMap(({ serial }) => (serial === null ? [] : [serial])))];
  }

  #decide(sent: Scan, serial: number | null, gate: string): Outcome {
    const about = admission({ id: sent.id, gate, decidedAt: Date.now(), medium: sent.ticket === undefined ? "paper" : null, serial: serial === null ? null : serial + 1 });
    const refuse = (reason: Outcome["reason"]): Outcome => ({ ...about, outcome: "refused", reason });
    if (serial === null || serial >= 200) return { ...refuse(sent.code.startsWith("EL1:") ? "invalid" : "not_a_ticket"), tier: null, serial: null, medium: null };
    if (this.revoked.has(serial)) return refuse("revoked");
    if (sent.direction === "exit") return { ...about, outcome: "exited" };
    const { first } = this.fold(serial);
    return first === null || sent.override !== undefined ? about : { ...refuse("already_redeemed"), first: { at: first.scan.scannedAt, gate: first.gate } };
  }

  #refold(serial: number | null, work: () => void): void {
    const before = JSON.stringify(this.fold(serial));
    work();
    const after = this.fold(serial);
    if (serial === null || JSON.stringify(after) === before) return;
    const where = (fact: Fact): { at: number; gate: string } => ({ at: fact.scan.scannedAt, gate: fact.gate });
    const clash = after.clashes.map((fact) => ({ id: fact.scan.id, ...where(fact) }));
    const change: EntryChange = {
      kind: "entry",
      seq: this.nextSeq(),
      listId: 1,
      tier: 1,
      serial,
      entries: after.entries,
      inside: after.inside,
      first: after.first === null ? null : where(after.first),
      clash: clash.length === 0 ? null : clash,
    };
    this.learn(change);
  }

  #changesAfter(after: number): Changes {
    const changes = this.changed.filter((change) => change.seq > after);
    return { cursor: this.nextSeq() - 1, serverTime: Date.now(), reset: false, changes, counts: this.counts() };
  }

  #reach<T>(work: () => T): Promise<Result<T, Failure>> {
    if (this.trouble !== null) return Promise.resolve(err(this.trouble));
    const value = work();
    return Promise.resolve(this.losesAnswers ? err({ kind: "timeout" }) : ok(value));
  }
}

/** A scan of nobody's, for counting requests. */
export function someScans(count: number): Scan[] {
  return Array.from({ length: count }, (_, index) => scan({ id: scanId(index + 1), code: `EL1:${index}`, shown: { outcome: "refused", reason: "tier" } }));
}

function serialOf(code: string): number | null {
  const [, serial] = /^EL1:(\d+)$/u.exec(code) ?? [];
  return serial === undefined ? null : Number(serial);
}

/** Changes in the words of the interface. */
export function wireOf({ cursor, serverTime, reset, changes, counts }: Changes): object {
  const iso = (at: number): string => new Date(at).toISOString();
  const spelled = changes.map((change) => {
    if (change.kind !== "entry") return change;
    const { listId, first, clash, ...rest } = change;
    const place = (each: { readonly at: number }): object => ({ ...each, at: iso(each.at) });
    return { ...rest, list_id: listId, first: first === null ? null : place(first), clash: clash?.map(place) ?? null };
  });
  return { cursor, server_time: iso(serverTime), reset, changes: spelled, counts };
}
