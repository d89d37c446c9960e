/** A healthy change takes a second. Chromium sometimes puts it off; nobody should wait for that. */
const PATIENCE_MS = 1500;
const RELOADED_FOR = "einlass-reloaded-for";

export interface ServiceWorkerOptions {
  readonly address: string;
  /** The version this page was built as. */
  readonly version: string;
  /** Another version has taken over while the app runs: reload when it disturbs nobody. */
  readonly onReplaced: () => void;
}

/**
 * Registers the service worker and lets a version that was fetched earlier take over, before anything else starts.
 *
 * Resolves `true` when the page is not of the worker's version: the caller reloads, because the page's own files are about
 * to go. A version that arrives while the app runs waits for the next start; a take-over that comes late is told.
 */
export async function startServiceWorker({ address, version, onReplaced }: ServiceWorkerOptions): Promise<boolean> {
  // Missing without https; the app then works from the network alone.
  if (!("serviceWorker" in navigator)) return false;
  const container = navigator.serviceWorker;
  let starting = true;
  container.addEventListener("controllerchange", () => {
    if (!starting) onReplaced();
  });

  const registration = await container.register(address, { updateViaCache: "none" }).catch((error: unknown) => {
    console.warn("The shell could not be kept for use without a network.", error);
  });
  if (registration?.waiting) await takeOver(registration.waiting);
  // Not only after a take-over of ours: the browser may activate a waiting version on its own while a page loads.
  const active = container.controller === null ? null : (registration?.active ?? null);
  const working = active === null ? null : await versionOf(active);
  if (working !== null && working !== version && isFirstReloadFor(working)) return true;
  starting = false;
  if (active !== null && registration?.active !== active) onReplaced();
  return false;
}

/** Resolves when the waiting version is the active one, or when patience runs out. */
function takeOver(waiting: ServiceWorker): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, PATIENCE_MS);
    waiting.addEventListener("statechange", () => {
      if (waiting.state === "activated") done();
    });
    waiting.postMessage("take-over");
  });
}

/** The version a worker was built as, or `null` when it does not say so in time. */
function versionOf(worker: ServiceWorker): Promise<string | null> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    const done = (version: string | null): void => {
      clearTimeout(timer);
      channel.port1.close();
      resolve(version);
    };
    const timer = setTimeout(done, PATIENCE_MS, null);
    channel.port1.onmessage = ({ data }: MessageEvent<string>) => {
      done(data);
    };
    worker.postMessage("version", [channel.port2]);
  });
}

/** A worker whose cache was evicted hands out pages of any version: one reload is all it gets. */
function isFirstReloadFor(version: string): boolean {
  try {
    if (sessionStorage.getItem(RELOADED_FOR) === version) return false;
    sessionStorage.setItem(RELOADED_FOR, version);
    return true;
  } catch {
    return false;
  }
}
