/**
 * A hand scanner ("keyboard wedge") types its code and presses Enter, wherever the focus is. Speed tells it from a person.
 *
 * It may be set to another keyboard layout than the device: then a German device hears `EL1Ö…` for `EL1:…`. The key's
 * place on the board (`code`) still says what the scanner meant, so the text is also read by the American and the German
 * board, and the reading that looks like a ticket wins.
 */
export interface WedgeKey {
  /** `KeyboardEvent.key` */
  readonly key: string;
  /** `KeyboardEvent.code`, empty where the device does not tell. */
  readonly code: string;
  readonly shift: boolean;
  /** Monotonic milliseconds. */
  readonly at: number;
}

export interface Wedge {
  readonly keys: readonly WedgeKey[];
}

export interface WedgeStep {
  readonly wedge: Wedge;
  /** The code, once its Enter has come. */
  readonly scan: string | null;
  /** The key belongs to a scanner and must do nothing else: no button press, no letter in a field. */
  readonly swallow: boolean;
}

/** Slowest scanner, fastest person: two keys of a scanner are closer together than this. */
export const GAP_MS = 50;
/** But wireless ones stutter now and then: only a pause this long ends a code, else half a code would be sent. */
export const PAUSE_MS = 250;
/** The share of a code's keys that must have come fast. */
const FAST_SHARE = 0.8;
/** Shorter bursts are a person rolling over a few keys. */
export const LEAST_KEYS = 6;

export const initialWedge: Wedge = { keys: [] };

const TICKET = /^EL1:[0-9A-Z $%*+./:-]+$/u;

export function press({ keys }: Wedge, key: WedgeKey): WedgeStep {
  const gap = key.at - (keys.at(-1)?.at ?? Number.NEGATIVE_INFINITY);
  const wedge: Wedge = gap < PAUSE_MS ? { keys } : initialWedge;
  if (key.key === "Enter") {
    const scan = isBurst(wedge.keys) ? readKeys(wedge.keys) : null;
    return { wedge: initialWedge, scan, swallow: scan !== null };
  }
  // Shift and its like travel with the letters and are no letters.
  if (isModifier(key.key)) return { wedge, scan: null, swallow: false };
  if (key.key.length !== 1 && key.key !== "Dead") return { wedge: initialWedge, scan: null, swallow: false };
  return { wedge: { keys: [...wedge.keys, key] }, scan: null, swallow: gap < GAP_MS && wedge.keys.length >= 2 };
}

function isBurst(keys: readonly WedgeKey[]): boolean {
  if (keys.length < LEAST_KEYS) return false;
  const fast = keys.filter((key, index) => index > 0 && key.at - (keys[index - 1]?.at ?? 0) < GAP_MS).length;
  return fast >= FAST_SHARE * (keys.length - 1);
}

function isModifier(key: string): boolean {
  return key === "Shift" || key === "AltGraph" || key === "CapsLock";
}

function readKeys(keys: readonly WedgeKey[]): string {
  const heard = keys.map((key) => (key.key.length === 1 ? key.key : "")).join("");
  const readings = [heard, ...[AMERICAN, GERMAN].map((board) => keys.map((key) => byPlace(key, board)).join(""))];
  return readings.find((reading) => TICKET.test(reading)) ?? heard;
}

type Board = ReadonlyMap<string, readonly [plain: string, shifted: string]>;

function byPlace({ key, code, shift }: WedgeKey, board: Board): string {
  const letters = board.get(code);
  if (letters !== undefined) return letters[shift ? 1 : 0];
  return key.length === 1 ? key : "";
}

/** Only what Base45 can hold, by the key's place: letters, digits and `space $%*+-./:`. */
function board(letters: Readonly<Record<string, readonly [string, string]>>, swapped: Readonly<Record<string, string>>): Board {
  const keys = new Map<string, readonly [string, string]>(Object.entries(letters));
  for (const letter of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
    const meant = swapped[letter] ?? letter;
    keys.set(`Key${letter}`, [meant.toLowerCase(), meant]);
  }
  return keys;
}

const AMERICAN = board(
  {
    ...digits(")!@#$%^&*("),
    Space: [" ", " "],
    Minus: ["-", "_"],
    Equal: ["=", "+"],
    Period: [".", ">"],
    Slash: ["/", "?"],
    Semicolon: [";", ":"],
  },
  {},
);

const GERMAN = board(
  {
    ...digits('=!"§$%&/()'),
    Space: [" ", " "],
    Slash: ["-", "_"],
    BracketRight: ["+", "*"],
    Period: [".", ":"],
  },
  { Y: "Z", Z: "Y" },
);

/** @param shifted what the keys 0 to 9 give with Shift */
function digits(shifted: string): Record<string, readonly [string, string]> {
  return Object.fromEntries(Array.from(shifted, (sign, digit) => [`Digit${digit}`, [String(digit), sign] as const]));
}
