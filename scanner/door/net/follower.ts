import type { Clock } from "../../shared/clock.ts";
import type { Failure } from "../../shared/errors.ts";
import { readJson } from "../../shared/json.ts";
import type { Result } from "../../shared/result.ts";
import { backOff, disposition } from "../domain/delivery.ts";
import type { Unpaired } from "../domain/delivery.ts";
import type { OwnPassage } from "../domain/door-state.ts";
import { readChanges, readServerTime } from "../domain/snapshot.ts";
import type { Changes, EntryChange } from "../domain/snapshot.ts";
import type { StreamEvent } from "../domain/sse.ts";
import type { Memory } from "../memory.ts";
import type { Api } from "./api.ts";

/** The server gives a sign of life every 10 s at least. */
export const SILENCE_MS = 15_000;
/** Where something on the way holds streams back, changes are asked for instead: this often, for this long. */
const POLL_MS = 2000;
const POLLS = 150;
/** What the server knew this long ago has come down the line. */
const LAG_MS = 2000;
/** A line that breaks sooner was no line; the next attempt waits. */
const SHORT_MS = 2000;

export interface FollowerOptions {
  readonly token: string;
  readonly api: Pick<Api, "state" | "changes" | "stream">;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly random: () => number;
  /** Own scans that the server has not confirmed: they belong on top of every new state. */
  readonly own: () => readonly OwnPassage[];
  readonly onConnection: (online: boolean) => void;
  /** Something has been learned. */
  readonly onLearned: (clashes: readonly EntryChange[]) => void;
  readonly onUnpaired: (why: Unpaired) => void;
}

/** Keeps the memory up to date: the whole state once, then changes as they happen, and again from the start where need be. */
export interface Follower {
  /** Looks at once whether the server is there: network, person or doubt have come back. */
  wake(): void;
  stop(): void;
}

export function startFollower(options: FollowerOptions): Follower {
  const { token, api, memory, clock } = options;
  let stopped = false;
  let failures = 0;
  let pollsLeft = 0;
  let mustLoad = memory.knowledge === null;
  let wakes = 0;
  /** Ends the present pause or stream. */
  let interrupt: () => void = () => undefined;

  async function run(): Promise<void> {
    while (!stopped) {
      const good = mustLoad ? await load() : await catchUp();
      if (good === "stop") return;
      if (good === "failed") {
        options.onConnection(false);
        failures += 1;
        await pause(backOff(failures, options.random(), null));
      } else if (!mustLoad) await wait();
    }
  }

  /** Until there may be something new. */
  async function wait(): Promise<void> {
    if (pollsLeft > 0) {
      pollsLeft -= 1;
      await pause(POLL_MS);
      return;
    }
    const since = clock.monotonic();
    const before = wakes;
    await listen();
    if (clock.monotonic() - since >= SHORT_MS) failures = 0;
    else if (!mustLoad && wakes === before) {
      failures += 1;
      await pause(backOff(failures, options.random(), null));
    }
  }

  async function load(): Promise<"good" | "failed" | "stop"> {
    const begun = clock.monotonic();
    const result = await api.state(token);
    if (!heard(result)) return outcomeOf(result);
    memory.heard(result.value.serverTime, clock.monotonic() - begun);
    memory.replace(result.value, options.own());
    mustLoad = false;
    failures = 0;
    options.onConnection(true);
    options.onLearned([]);
    return "good";
  }

  async function catchUp(): Promise<"good" | "failed" | "stop"> {
    const begun = clock.monotonic();
    const result = await api.changes(token, memory.knowledge?.cursor ?? 0);
    if (!heard(result)) return outcomeOf(result);
    learn(result.value, { begun });
    return "good";
  }

  /** @param request what they are the answer to; `null` for a line of the stream */
  function learn(changes: Changes, request: { readonly begun: number } | null): void {
    const now = clock.monotonic();
    memory.heard(changes.serverTime, request === null ? null : now - request.begun);
    const { reload, clashes } = memory.apply(changes, request?.begun ?? now - LAG_MS);
    mustLoad ||= reload;
    options.onConnection(true);
    options.onLearned(clashes);
    if (reload) interrupt();
  }

  async function listen(): Promise<void> {
    const abort = new AbortController();
    let signs = 0;
    let silent = false;
    const onSilence = (): void => {
      silent = true;
      abort.abort();
    };
    let silence = setTimeout(onSilence, SILENCE_MS);
    interrupt = () => {
      abort.abort();
    };
    const failure = await api.stream({
      token,
      after: memory.knowledge?.cursor ?? 0,
      signal: abort.signal,
      onSign: () => {
        signs += 1;
        clearTimeout(silence);
        silence = setTimeout(onSilence, SILENCE_MS);
      },
      onEvent: (event) => {
        if (!stopped && !abort.signal.aborted) take(event);
      },
    });
    clearTimeout(silence);
    interrupt = () => undefined;
    if (signs === 0 && !stopped) onNoStream(failure, silent);
  }

  /** The line was open and silent, or did not open at all: somebody on the way may be holding it back. */
  function onNoStream(failure: Failure, silent: boolean): void {
    const trouble = disposition(failure);
    if (trouble.kind === "unpaired") unpaired(trouble.why);
    else if (silent || failure.kind === "unreadable" || trouble.kind === "refused") pollsLeft = POLLS;
  }

  function take({ event, data }: StreamEvent): void {
    if (event === "revoked") {
      unpaired("device_revoked");
      return;
    }
    const json = parse(data);
    if (event === "time") {
      const time = readJson(json, readServerTime);
      if (!time.ok) return;
      memory.heard(time.value, null);
      memory.caughtUp(clock.monotonic() - LAG_MS);
      options.onConnection(true);
      // Own scans may be folded in no more: the head count on the screen has to follow.
      options.onLearned([]);
    } else if (event === "changes") {
      const changes = readJson(json, readChanges);
      if (changes.ok) learn(changes.value, null);
      else {
        // What cannot be read cannot be skipped either.
        mustLoad = true;
        interrupt();
      }
    }
  }

  function heard<T>(result: Result<T, Failure>): result is { readonly ok: true; readonly value: T } {
    return result.ok && !stopped;
  }

  function outcomeOf(result: Result<unknown, Failure>): "failed" | "stop" {
    if (stopped || result.ok) return "stop";
    const trouble = disposition(result.error);
    if (trouble.kind !== "unpaired") return "failed";
    unpaired(trouble.why);
    return "stop";
  }

  function unpaired(why: Unpaired): void {
    stop();
    options.onUnpaired(why);
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function stop(): void {
    stopped = true;
    interrupt();
  }

  void run();
  return {
    wake: () => {
      failures = 0;
      wakes += 1;
      interrupt();
    },
    stop,
  };
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return undefined;
  }
}
