import type { Plugin } from "vite";
import { BUILD_MARK, PRECACHE_MARK, precacheFiles } from "../shared/sw/precache.ts";

/** Writes the list of all files of the build into the service worker, and a version made from their contents into worker and page. */
export function precachePlugin({ publicDir }: { publicDir: string }): Plugin {
  return {
    name: "precache",
    apply: "build",
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const worker = bundle["sw.js"];
        if (worker?.type !== "chunk") return this.error("the build holds no service worker");
        const page = bundle["index.html"];
        if (page?.type !== "asset" || typeof page.source !== "string") return this.error("the build holds no page");
        if (worker.imports.length > 0) return this.error("the service worker must be a single classic script");

        const contents = new Map<string, string | Uint8Array>();
        for (const name of await this.fs.readdir(publicDir)) {
          contents.set(name, await this.fs.readFile(`${publicDir}/${name}`));
        }
        for (const [name, output] of Object.entries(bundle)) {
          contents.set(name, output.type === "chunk" ? output.code : output.source);
        }
        const files = precacheFiles([...contents.keys()]);
        const version = await digest(files.map((name) => contents.get(name) ?? ""));
        if (!worker.code.includes(PRECACHE_MARK)) return this.error("the service worker has no place for its file list");
        if (!page.source.includes(BUILD_MARK)) return this.error("the page has no place for its version");
        page.source = page.source.replace(BUILD_MARK, version);
        worker.code = worker.code.replace(PRECACHE_MARK, JSON.stringify({ version, files }).replaceAll('"', '\\"'));
        return undefined;
      },
    },
  };
}

/** First 16 hex digits of the SHA-256 over all contents in the order given. */
async function digest(contents: readonly (string | Uint8Array)[]): Promise<string> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  for (const content of contents) {
    const bytes = typeof content === "string" ? encoder.encode(content) : content;
    // Each part is hashed by itself, so that moving bytes from one file to the next changes the result.
    parts.push(new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes))));
  }
  const joined = new Uint8Array(parts.flatMap((part) => [...part]));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", joined));
  return Array.from(hash.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
