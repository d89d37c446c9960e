import type { UserConfig } from "vite";
import { precachePlugin } from "./precache-plugin.ts";

/** How an app of this folder is built: into `scanner/dist/NAME/`, to be served below `/NAME/`. */
export function appConfig(name: "door" | "holder"): UserConfig {
  const root = decodeURIComponent(new URL(`../${name}`, import.meta.url).pathname);
  return {
    root,
    base: `/${name}/`,
    plugins: [precachePlugin({ publicDir: `${root}/public` })],
    worker: { format: "es" },
    build: {
      outDir: `../dist/${name}`,
      emptyOutDir: true,
      // A font or the decoder inside a data: address would need a wider content security policy.
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: { [name]: `${root}/index.html`, sw: `${root}/../shared/sw/sw.ts` },
        output: {
          // The service worker's address is its identity: it must not change from build to build.
          entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        },
      },
    },
  };
}
