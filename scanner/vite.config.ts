import { defineConfig } from "vite";
import { precachePlugin } from "./build/precache-plugin.ts";

const doorRoot = decodeURIComponent(new URL("./door", import.meta.url).pathname);

/** Builds the door app into `scanner/dist/door/`, to be served below `/door/`. */
export default defineConfig({
  root: doorRoot,
  base: "/door/",
  plugins: [precachePlugin({ publicDir: `${doorRoot}/public` })],
  worker: { format: "es" },
  build: {
    outDir: "../dist/door",
    emptyOutDir: true,
    // A font or the decoder inside a data: address would need a wider content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { door: `${doorRoot}/index.html`, sw: `${doorRoot}/sw/sw.ts` },
      output: {
        // The service worker's address is its identity: it must not change from build to build.
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
});
