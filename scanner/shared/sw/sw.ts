import { PRECACHE_MARK, route } from "./precache.ts";
import type { Precache } from "./precache.ts";
import type { WorkerScope } from "./scope.ts";

const worker = self as unknown as WorkerScope;
const precache = JSON.parse(PRECACHE_MARK) as Precache;
// Of the folder's name, for each app keeps its own shell: "einlass-door-".
const prefix = `einlass-${new URL(worker.registration.scope).pathname.split("/").at(-2) ?? ""}-`;
const cacheName = prefix + precache.version;
const files = new Set(precache.files);

worker.addEventListener("install", (event) => {
  event.waitUntil(install());
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(removeOldShells());
});

worker.addEventListener("message", (event) => {
  // Both are sent by the app while it starts, never while it works.
  if (event.data === "take-over") event.waitUntil(worker.skipWaiting());
  if (event.data === "version") event.ports[0]?.postMessage(precache.version);
});

worker.addEventListener("fetch", (event) => {
  const { method, url, mode } = event.request;
  const answer = route({ method, url, navigation: mode === "navigate" }, worker.registration.scope, files);
  if (answer.from === "shell") event.respondWith(fromShell(answer.file, event.request));
});

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  // Past the HTTP cache: a stale file would be kept for as long as this version lives.
  await cache.addAll(precache.files.map((file) => new Request(address(file), { cache: "reload" })));
}

async function removeOldShells(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function fromShell(file: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(address(file))) ?? fetch(request);
}

function address(file: string): string {
  return worker.registration.scope + file;
}
