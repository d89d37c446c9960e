/** A ticket that is open in this tab; `lost` runs when another tab has taken it. */
export interface TabLock {
  release(): void;
}

/**
 * Holds a ticket for this tab; `null` while another tab has it, unless `steal`. Where the browser has no locks, every tab
 * gets one.
 */
export function lockTicket(token: string, { steal, lost }: { steal: boolean; lost: () => void }): Promise<TabLock | null> {
  let release = (): void => undefined;
  let released = false;
  const held = new Promise<void>((resolve) => {
    release = () => {
      released = true;
      resolve();
    };
  });
  if (!("locks" in navigator)) return Promise.resolve({ release });
  return new Promise((resolve) => {
    navigator.locks
      .request(`einlass-ticket-${token}`, steal ? { steal } : { ifAvailable: true }, async (lock) => {
        resolve(lock === null ? null : { release });
        if (lock !== null) await held;
      })
      .catch(() => {
        // Stolen: the request ends with an AbortError.
        if (!released) lost();
      });
  });
}
