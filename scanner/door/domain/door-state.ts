/**
 * What a device knows of its event, in memory: about a bit a ticket and fact. It is changed in place, by nothing but what it
 * is given, so that the same snapshot, changes and scans always make the same state.
 */
import { assertNever } from "../../shared/assert.ts";
import { isSafeIssuerKey, keyId } from "../../shared/pass/ed25519.ts";
import type { Door, KnownTicket } from "./decide.ts";
import { SerialSet, readSet, writeSet } from "./sets.ts";
import type { Change, Changes, Counts, EntryChange, First, Passage, Snapshot, TierSnapshot } from "./snapshot.ts";

type Bits = "known" | "pending" | "revoked" | "blocked" | "admitted" | "inside";
const BITS: readonly Bits[] = ["known", "pending", "revoked", "blocked", "admitted", "inside"];
/** Higher epochs are rare and listed one by one. */
const EPOCH_SETS = 8;

interface TierState extends Record<Bits, SerialSet> {
  readonly number: number;
  readonly name: string;
  readonly paper: boolean;
  readonly epochs: SerialSet[];
  readonly epochsAbove: Map<number, number>;
}

/** Somebody this device let through, by a scan that the server has not told of yet. */
export interface OwnPassage extends Passage {
  readonly id: string;
}

/** What applying changes has brought up. */
export interface Applied {
  /** The rules have changed, or the cursor is no good: load the whole state. */
  readonly reload: boolean;
  /** Entries of this list that clash. */
  readonly clashes: readonly EntryChange[];
}

export class Knowledge {
  readonly door: Door;
  /** Raw public keys of the issuer by key id in hex. */
  readonly keys: ReadonlyMap<string, Uint8Array>;
  readonly #snapshot: Snapshot;
  readonly #tiers: ReadonlyMap<number, TierState>;
  readonly #firsts = new Map<string, First>();
  readonly #own = new Map<string, OwnPassage[]>();
  /** Scans that the server is being asked about, and their tickets. */
  readonly #awaited = new Map<string, string>();
  /** Own scans whose ticket a change has told of since: the change is the truer word. */
  readonly #overtaken = new Set<string>();
  /** Own scans that the server has confirmed, and when: their change is on its way. */
  readonly #confirmed = new Map<string, number>();
  #cursor: number;
  #counts: Counts;

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
    this.#cursor = snapshot.cursor;
    this.#counts = snapshot.counts;
    this.#tiers = new Map(snapshot.tiers.map((tier) => [tier.number, tierState(tier)]));
    // A key with which anybody could sign is none (docs/pass.md, section 3).
    const keys = snapshot.keys.map(({ publicKey }) => fromHex(publicKey)).filter(isSafeIssuerKey);
    this.keys = new Map(keys.map((key) => [keyId(key), key]));
    for (const [tier, serial, first] of snapshot.firsts) this.#firsts.set(keyOf(tier, serial), first);
    this.door = {
      eventRef: snapshot.event.ref,
      opensAt: snapshot.event.opensAt,
      cancelled: snapshot.event.cancelled,
      tiers: new Set(snapshot.gate.tiers),
      paper: new Set(snapshot.tiers.filter((tier) => tier.paper).map((tier) => tier.number)),
      reentry: snapshot.list.reentry,
    };
  }

  get cursor(): number {
    return this.#cursor;
  }

  get gate(): Snapshot["gate"] {
    return this.#snapshot.gate;
  }

  tierName(tier: number): string | null {
    return this.#tiers.get(tier)?.name ?? null;
  }

  /** The ticket with this device's own scans folded in; `null` when the event has none such. */
  ticket(tier: number, serial: number): KnownTicket | null {
    const state = this.#tiers.get(tier);
    if (state?.known.has(serial) !== true) return null;
    let entries = state.admitted.has(serial) ? 1 : 0;
    let inside = state.inside.has(serial) ? 1 : 0;
    for (const { direction } of this.#own.get(keyOf(tier, serial)) ?? []) {
      entries += direction === "entry" ? 1 : 0;
      inside = direction === "entry" ? inside + 1 : Math.max(0, inside - 1);
    }
    return {
      epoch: epochOf(state, serial),
      revoked: state.revoked.has(serial),
      blocked: state.blocked.has(serial),
      minted: !state.pending.has(serial),
      entries,
      inside,
    };
  }

  /** When and where it was let in first, as far as this device has heard. */
  first(tier: number, serial: number): First | null {
    const key = keyOf(tier, serial);
    return this.#firsts.get(key) ?? this.#own.get(key)?.find(({ direction }) => direction === "entry")?.first ?? null;
  }

  /** Head counts with the own scans that are folded in. */
  counts(): Counts {
    let counts = this.#counts;
    for (const passages of this.#own.values()) {
      let { admitted, inside } = this.#told(passages[0]);
      for (const { direction } of passages) {
        const heads = direction === "entry" ? 1 : -Math.min(inside, 1);
        counts = this.#counted(counts, direction, heads, direction === "entry" && !admitted);
        admitted ||= direction === "entry";
        inside += heads;
      }
    }
    return counts;
  }

  apply({ cursor, reset, changes, counts }: Pick<Changes, "cursor" | "reset" | "changes" | "counts">): Applied {
    const clashes: EntryChange[] = [];
    let reload = reset;
    for (const change of changes.toSorted((a, b) => a.seq - b.seq)) {
      if (change.seq <= this.#cursor) continue;
      if (change.kind === "rules") reload = true;
      else this.#learn(change);
      if (change.kind === "entry" && this.#isMine(change) && change.clash !== null) clashes.push(change);
    }
    if (cursor >= this.#cursor) {
      this.#cursor = cursor;
      this.#counts = counts;
    }
    return { reload, clashes };
  }

  /** The server is being asked about a scan of this ticket; its change may be here before its answer. */
  await(id: string, tier: number, serial: number): void {
    this.#awaited.set(id, keyOf(tier, serial));
  }

  /** Folds a scan in that let somebody through here and that the server does not know yet. */
  addOwn(passage: OwnPassage): void {
    const key = keyOf(passage.tier, passage.serial);
    this.#awaited.delete(passage.id);
    if (this.#overtaken.has(passage.id)) return;
    this.#own.set(key, [...(this.#own.get(key) ?? []), passage]);
  }

  /**
   * The server knows this scan. It stays folded in until the change that tells of it is here, and never longer: what the
   * server tells is the only thing that lasts, or a scan whose answer was lost would count twice.
   *
   * @param passage who went through, if anybody did
   * @param at monotonic milliseconds
   */
  confirmOwn(id: string, passage: Passage | null, at: number): void {
    this.#awaited.delete(id);
    if (this.#overtaken.delete(id) || passage === null) {
      this.#drop(id);
      return;
    }
    this.#drop(id);
    this.addOwn({ ...passage, id });
    this.#confirmed.set(id, at);
  }

  /** Everything that the server knew at this time has been heard: what it had confirmed by then needs no folding in. */
  caughtUp(until: number): void {
    for (const [id, at] of this.#confirmed) if (at <= until) this.#drop(id);
  }

  /** Everything the server has told, in the form it tells it; own scans that it does not know are not in it. */
  snapshot(): Snapshot {
    const tiers = [...this.#tiers.values()].map(writeTier);
    const firsts = [...this.#firsts].map(([key, first]) => {
      const [tier = 0, serial = 0] = key.split(":").map(Number);
      return [tier, serial, first] as const;
    });
    return { ...this.#snapshot, cursor: this.#cursor, counts: this.#counts, tiers, firsts };
  }

  #learn(change: Exclude<Change, { kind: "rules" }>): void {
    const state = this.#tiers.get(change.tier);
    // A tier that came after the snapshot: the `rules` change that comes along loads it.
    if (state === undefined) return;
    switch (change.kind) {
      case "set":
        state[change.what].putAll(readSet(change.on), true);
        state[change.what].putAll(readSet(change.off), false);
        return;
      case "epoch":
        setEpoch(state, change.serial, change.epoch);
        return;
      case "entry":
        if (this.#isMine(change)) this.#enter(state, change);
        return;
      default:
        assertNever(change);
    }
  }

  #drop(id: string): void {
    this.#confirmed.delete(id);
    for (const [key, passages] of this.#own) {
      const left = passages.filter((passage) => passage.id !== id);
      if (left.length === 0) this.#own.delete(key);
      else if (left.length < passages.length) this.#own.set(key, left);
    }
  }

  #isMine({ listId }: EntryChange): boolean {
    return listId === this.#snapshot.list.id;
  }

  #enter(state: TierState, { tier, serial, entries, inside, first }: EntryChange): void {
    const key = keyOf(tier, serial);
    state.admitted.put(serial, entries > 0);
    state.inside.put(serial, inside > 0);
    if (first === null) this.#firsts.delete(key);
    else this.#firsts.set(key, first);
    for (const [id, ticket] of this.#awaited) if (ticket === key) this.#overtaken.add(id);
    for (const { id } of this.#own.get(key) ?? []) {
      if (this.#confirmed.has(id)) this.#drop(id);
      else this.#overtaken.add(id);
    }
  }

  /** What the server has told of a ticket. */
  #told(ticket: Passage | undefined): { admitted: boolean; inside: number } {
    const state = ticket === undefined ? undefined : this.#tiers.get(ticket.tier);
    if (ticket === undefined || state === undefined) return { admitted: false, inside: 0 };
    return { admitted: state.admitted.has(ticket.serial), inside: state.inside.has(ticket.serial) ? 1 : 0 };
  }

  /** @param heads how many more are inside */
  #counted(counts: Counts, direction: Passage["direction"], heads: number, isNew: boolean): Counts {
    const isEntry = direction === "entry";
    const add = <T extends Counts["gate"]>(passed: T): T =>
      isEntry ? { ...passed, entered: passed.entered + 1 } : { ...passed, exited: passed.exited + 1 };
    return {
      ...counts,
      gate: add(counts.gate),
      gates: counts.gates.map((gate) => (gate.id === this.gate.id ? add(gate) : gate)),
      inside: Math.max(0, counts.inside + heads),
      admitted: counts.admitted + (isNew ? 1 : 0),
    };
  }
}

/** A ticket's name within its event. */
export function keyOf(tier: number, serial: number): string {
  return `${tier}:${serial}`;
}

function tierState(tier: TierSnapshot): TierState {
  const sets = Object.fromEntries(BITS.map((name) => [name, readSet(tier[name])])) as Record<Bits, SerialSet>;
  const { number, name, paper } = tier;
  return { number, name, paper, ...sets, epochs: tier.epochs.map((set) => readSet(set)), epochsAbove: new Map(tier.epochsAbove) };
}

function writeTier({ number, name, paper, epochs, epochsAbove, ...sets }: TierState): TierSnapshot {
  const written = Object.fromEntries(BITS.map((bits) => [bits, writeSet(sets[bits])])) as Record<Bits, string>;
  return { number, name, paper, ...written, epochs: epochs.map(writeSet), epochsAbove: [...epochsAbove] };
}

function epochOf({ epochs, epochsAbove }: TierState, serial: number): number {
  const above = epochsAbove.get(serial);
  if (above !== undefined) return above;
  const reached = epochs.findIndex((set) => !set.has(serial));
  return reached === -1 ? epochs.length : reached;
}

function setEpoch({ epochs, epochsAbove }: TierState, serial: number, epoch: number): void {
  while (epochs.length < Math.min(epoch, EPOCH_SETS)) epochs.push(new SerialSet());
  for (const [level, set] of epochs.entries()) set.put(serial, epoch > level);
  if (epoch > EPOCH_SETS) epochsAbove.set(serial, epoch);
  else epochsAbove.delete(serial);
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../gu) ?? [], (byte) => Number.parseInt(byte, 16));
}
