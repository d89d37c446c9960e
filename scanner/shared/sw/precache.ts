/** What the service worker keeps: the shell's version and its files, relative to the worker's own folder. */
export interface Precache {
  readonly version: string;
  readonly files: readonly string[];
}

/** Stands in the worker's source until the build puts the real list there. */
export const PRECACHE_MARK = "@@precache@@";

/** Stands in the page until the build puts its version there. */
export const BUILD_MARK = "@@build@@";

/** The files of a build that the shell needs to start without a network, sorted; the worker itself is never among them. */
export function precacheFiles(names: readonly string[]): string[] {
  return names.filter((name) => name !== "sw.js" && !name.endsWith(".map")).toSorted();
}

export type Answer = { readonly from: "network" } | { readonly from: "shell"; readonly file: string };

/**
 * Where a request is answered from. Only GET requests for files of the shell come from the cache; everything else,
 * and the API above all, goes to the network untouched.
 *
 * @param url absolute address of the request
 * @param scope absolute address of the worker's folder, with a closing slash
 * @param navigation true when a page is opened
 */
export function route(
  request: { readonly method: string; readonly url: string; readonly navigation: boolean },
  scope: string,
  files: ReadonlySet<string>,
): Answer {
  const network: Answer = { from: "network" };
  if (request.method !== "GET") return network;
  const bare = request.url.split(/[?#]/u, 1)[0] ?? "";
  if (!bare.startsWith(scope)) return network;
  const file = bare.slice(scope.length);
  if (request.navigation && (file === "" || file === "index.html")) return { from: "shell", file: "index.html" };
  return files.has(file) ? { from: "shell", file } : network;
}
