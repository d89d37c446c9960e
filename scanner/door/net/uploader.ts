import { backOff, disposition } from "../domain/delivery.ts";
import type { Unpaired } from "../domain/delivery.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { Scan } from "../domain/scan.ts";
import type { Queue } from "../store/queue.ts";
import type { Api } from "./api.ts";

/** The server takes 500 and bodies of 256 kB; a smaller batch loses less to a line that breaks. */
const BATCH = 100;
const BATCH_CHARACTERS = 100_000;

export interface UploaderOptions {
  readonly token: string;
  readonly api: Pick<Api, "checkInAll">;
  readonly queue: Queue;
  readonly random: () => number;
  /** Whether a scan may go now; not while its verdict is being waited for, nor to another event. */
  readonly isFree: (scan: Scan) => boolean;
  readonly onAnswer: (scan: Scan, outcome: Outcome) => Promise<void>;
  readonly onUnpaired: (why: Unpaired) => void;
}

/** Brings what waits to the server, oldest first, again and again until there is an answer. */
export interface Uploader {
  /** Sends what waits now. */
  flush(): void;
  stop(): void;
}

export function startUploader(options: UploaderOptions): Uploader {
  const { token, api, queue } = options;
  let stopped = false;
  let running = false;
  let again = false;
  let failures = 0;
  let size = BATCH;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function flush(): void {
    again = true;
    if (!running && !stopped) void run();
  }

  async function run(): Promise<void> {
    running = true;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    while (again) {
      again = false;
      for (let batch = take(); batch.length > 0 && !stopped; batch = take()) {
        if (!(await send(batch))) break;
      }
    }
    running = false;
    size = BATCH;
  }

  /** As many of the oldest as fit; the first one always does. */
  function take(): readonly Scan[] {
    let characters = 0;
    const free = queue.state.get().waiting.filter(options.isFree).slice(0, size);
    return free.filter((scan, index) => {
      characters += scan.code.length;
      return index === 0 || characters <= BATCH_CHARACTERS;
    });
  }

  /** True when the next batch may follow at once. */
  async function send(batch: readonly Scan[]): Promise<boolean> {
    const result = await api.checkInAll(token, batch);
    if (stopped) return false;
    if (result.ok) {
      failures = 0;
      for (const [index, answer] of result.value.entries()) {
        const scan = batch[index];
        if (scan === undefined) continue;
        if ("problem" in answer) await queue.fail(scan, answer.problem);
        else await options.onAnswer(scan, answer);
      }
      return true;
    }
    const trouble = disposition(result.error);
    if (trouble.kind === "unpaired") {
      stop();
      options.onUnpaired(trouble.why);
      return false;
    }
    if (trouble.kind === "retry") {
      later(trouble.afterMs);
      return false;
    }
    // One of them is not to be had at all: each by itself, so that it holds up no other.
    if (batch.length > 1) size = 1;
    else for (const scan of batch) await queue.fail(scan, { code: trouble.problem.code, title: trouble.problem.title });
    return true;
  }

  function later(askedMs: number | null): void {
    failures += 1;
    timer = setTimeout(() => {
      timer = null;
      flush();
    }, backOff(failures, options.random(), askedMs));
  }

  function stop(): void {
    stopped = true;
    if (timer !== null) clearTimeout(timer);
  }

  return { flush, stop };
}
