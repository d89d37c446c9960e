/** The link token in `#t=TOKEN`, which a ticket's page opens the app with; `null` without one. */
export function tokenFromFragment(fragment: string): string | null {
  return /^#t=([A-Za-z0-9_-]{20,100})$/u.exec(fragment)?.[1] ?? null;
}
