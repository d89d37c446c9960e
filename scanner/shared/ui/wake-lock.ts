/** Keeps the screen on while the page is in sight; where the browser cannot, nothing happens. Returns the way to stop. */
export function keepScreenOn(): () => void {
  let sentinel: WakeLockSentinel | null = null;
  let stopped = false;

  async function acquire(): Promise<void> {
    if (stopped || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    // Refused on low battery: then the screen follows the system's own rules.
    sentinel = await navigator.wakeLock.request("screen").catch(() => null);
  }

  // The browser takes the lock away whenever the page is hidden.
  const again = (): void => void acquire();
  document.addEventListener("visibilitychange", again);
  void acquire();
  return () => {
    stopped = true;
    document.removeEventListener("visibilitychange", again);
    void sentinel?.release();
  };
}
