/**
 * The PIN before the settings. It keeps fingers off, not thieves: who can read the browser's storage can try all PINs elsewhere, and
 * finds nothing there that a paired device could not do anyway.
 */
import type { Clock } from "../shared/clock.ts";
import { afterWrong, isPin, waitMs } from "./domain/pin.ts";
import type { KeptPin } from "./domain/pin.ts";
import type { Values } from "./store/values.ts";

export type PinTry = { readonly kind: "right" } | { readonly kind: "wrong" } | { readonly kind: "wait"; readonly ms: number };

export interface PinLock {
  isSet(): boolean;
  /** False where the browser cannot hash: plain http. */
  readonly isPossible: boolean;
  /** Rejects when it cannot be stored; then the old PIN, or none, goes on. */
  set(pin: string): Promise<void>;
  remove(): Promise<void>;
  open(pin: string): Promise<PinTry>;
}

/** OWASP's number for PBKDF2 with SHA-256; about half a second on a slow phone. */
export const ROUNDS = 600_000;

export async function openPinLock(values: Pick<Values, "pin" | "keepPin">, clock: Clock, rounds = ROUNDS): Promise<PinLock> {
  let kept = await values.pin();

  async function keep(pin: KeptPin | null): Promise<void> {
    await values.keepPin(pin);
    kept = pin;
  }

  async function open(pin: string): Promise<PinTry> {
    if (kept === null) return { kind: "right" };
    const ms = waitMs(kept, clock.wall());
    if (ms > 0) return { kind: "wait", ms };
    // Counted before it is looked at: closing the page in between must not make the try a free one.
    const wrong = afterWrong(kept, clock.wall());
    kept = wrong;
    await values.keepPin(wrong).catch(() => undefined);
    const isRight = isPin(pin) && same(await hash(pin, wrong.salt, wrong.rounds), wrong.hash);
    if (!isRight) return waitMs(wrong, clock.wall()) > 0 ? { kind: "wait", ms: waitMs(wrong, clock.wall()) } : { kind: "wrong" };
    kept = { ...wrong, failures: 0, blockedUntil: 0 };
    await values.keepPin(kept).catch(() => undefined);
    return { kind: "right" };
  }

  return {
    isSet: () => kept !== null,
    isPossible: (globalThis.crypto as Partial<Crypto>).subtle !== undefined,
    set: async (pin) => {
      if (!isPin(pin)) throw new Error("no PIN");
      const salt = crypto.getRandomValues(new Uint8Array(16));
      await keep({ salt, hash: await hash(pin, salt, rounds), rounds, failures: 0, blockedUntil: 0 });
    },
    remove: () => keep(null),
    open,
  };
}

async function hash(pin: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, key, 256));
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
