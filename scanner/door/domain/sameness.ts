/**
 * Which of the codes in view are the same ticket. A phone shows another code every ten seconds; whoever was let through and still
 * holds it into the camera must not turn red. A ticket that was refused may come back at once with a better code.
 */
import { PassRefused } from "../../shared/pass/errors.ts";
import { readPass } from "../../shared/pass/read.ts";

/** Codes of one guest and whoever stands behind. */
const REMEMBERED = 64;

export interface Sameness {
  /** The code that this one stands for: the one its ticket was let through with, while `isHeld` of that; else itself. */
  nameOf(code: string, isHeld: (name: string) => boolean): string;
  /** The newest code that came by this name. */
  newest(name: string): string;
  /** Somebody was let through with this code. */
  passed(code: string): void;
}

export function createSameness(): Sameness {
  const tickets = new Map<string, string | null>();
  const passed = new Map<string, string>();
  const newest = new Map<string, string>();

  function ticketOf(code: string): string | null {
    const known = tickets.get(code);
    if (known !== undefined) return known;
    const ticket = read(code);
    forget(tickets);
    tickets.set(code, ticket);
    return ticket;
  }

  return {
    nameOf: (code, isHeld) => {
      const ticket = ticketOf(code);
      const name = ticket === null ? undefined : passed.get(ticket);
      if (name === undefined || !isHeld(name)) return code;
      forget(newest);
      newest.set(name, code);
      return name;
    },
    newest: (name) => newest.get(name) ?? name,
    passed: (code) => {
      const ticket = ticketOf(code);
      if (ticket === null) return;
      forget(passed);
      passed.set(ticket, code);
    },
  };
}

function forget(map: Map<string, unknown>): void {
  if (map.size >= REMEMBERED) map.clear();
}

function read(code: string): string | null {
  try {
    const { eventRef, tier, serial } = readPass(code).claims;
    return `${eventRef}/${tier}/${serial}`;
  } catch (error) {
    if (error instanceof PassRefused) return null;
    throw error;
  }
}
