import { build } from "vite";
import type { Rolldown } from "vite";
import { beforeAll, describe, expect, test } from "vitest";
import { appConfig } from "../../build/app-config.ts";
import { precacheFiles, route } from "../../shared/sw/precache.ts";
import type { Precache } from "../../shared/sw/precache.ts";

const SCOPE = "https://door.example/door/";
const FILES = new Set(["index.html", "assets/door.js"]);

describe("route", () => {
  test.each([
    ["GET", "https://door.example/api/v1/device", false],
    ["POST", "https://door.example/api/v1/checkins", false],
    ["GET", "https://door.example/api/v1/door/counts", false],
    ["POST", `${SCOPE}index.html`, false],
    ["GET", `${SCOPE}sw.js`, false],
    ["GET", `${SCOPE}unknown`, true],
    ["GET", "https://door.example/organiser", true],
    ["GET", "https://roof.example/door/index.html", false],
    ["GET", "https://elsewhere.example/door/index.html", false],
    ["GET", "https://door.example/doorstep", true],
  ])("%s_%s_goesToTheNetwork", (method, url, navigation) => {
    expect(route({ method, url, navigation }, SCOPE, FILES)).toEqual({ from: "network" });
  });

  test.each([
    [SCOPE, true, "index.html"],
    [`${SCOPE}?utm=x`, true, "index.html"],
    [`${SCOPE}index.html`, true, "index.html"],
    [`${SCOPE}#pair=ABCD1234`, true, "index.html"],
    [`${SCOPE}assets/door.js`, false, "assets/door.js"],
  ])("%s_comesFromTheShell", (url, navigation, file) => {
    expect(route({ method: "GET", url, navigation }, SCOPE, FILES)).toEqual({ from: "shell", file });
  });
});

test("precacheFiles_areSorted_withoutTheWorkerAndMaps", () => {
  expect(precacheFiles(["sw.js", "index.html", "assets/b.js.map", "assets/a.js"])).toEqual(["assets/a.js", "index.html"]);
});

const PUBLIC = {
  door: Object.keys(import.meta.glob("../../door/public/*", { query: "?url" })),
  holder: Object.keys(import.meta.glob("../../holder/public/*", { query: "?url" })),
};
const MANIFESTS = {
  door: import.meta.glob<string>("../../door/public/*.webmanifest", { query: "?raw", import: "default", eager: true }),
  holder: import.meta.glob<string>("../../holder/public/*.webmanifest", { query: "?raw", import: "default", eager: true }),
};

describe.each(["door", "holder"] as const)("the build of %s", (app) => {
  const publicFiles = PUBLIC[app].map((path) => path.split("/").at(-1) ?? "");
  let output: Rolldown.RolldownOutput["output"];
  let precache: Precache;

  beforeAll(async () => {
    const config = appConfig(app);
    const result = await build({ ...config, configFile: false, logLevel: "silent", build: { ...config.build, write: false } });
    const first = Array.isArray(result) ? result[0] : result;
    if (first === undefined || !("output" in first)) throw new Error("no build");
    output = first.output;
    precache = precacheIn(workerCode());
  }, 60_000);

  function workerCode(): string {
    const worker = output.find((file) => file.fileName === "sw.js");
    return worker?.type === "chunk" ? worker.code : "";
  }

  /** Runs the built worker's first statement, the one that holds the list. */
  function precacheIn(code: string): Precache {
    const literal = /[`"']\{\\"version\\".*?\}[`"']/u.exec(code)?.[0] ?? "";
    return JSON.parse(literal.slice(1, -1).replaceAll('\\"', '"')) as Precache;
  }

  test("everyFileOfTheShell_isKept", () => {
    const built = output.map((file) => file.fileName).filter((name) => name !== "sw.js");
    expect(publicFiles.length).toBeGreaterThan(5);
    expect(new Set(precache.files)).toEqual(new Set([...built, ...publicFiles]));
    expect(precache.files).toContain("index.html");
    expect(precache.files.some((name) => name.endsWith(".wasm"))).toBe(app === "door");
    expect(precache.version).toMatch(/^[0-9a-f]{16}$/u);
  });

  test("page_knowsTheVersionOfItsWorker", () => {
    const page = output.find((file) => file.fileName === "index.html");
    expect(page?.type === "asset" ? page.source : "").toContain(`<meta name="build" content="${precache.version}"`);
  });

  test("worker_isOneClassicScript", () => {
    expect(workerCode()).not.toMatch(/\b(import|export)\b[^.]/u);
    expect(workerCode()).not.toContain("@@precache@@");
  });

  test("everyIconOfTheManifests_exists", () => {
    const manifests = Object.values(MANIFESTS[app]).map((text) => JSON.parse(text) as { readonly lang: string; readonly icons: readonly { readonly src: string }[] });
    expect(manifests.map((manifest) => manifest.lang)).toEqual(["de", "en"]);
    for (const { icons } of manifests) for (const { src } of icons) expect(publicFiles).toContain(src);
  });

  if (app === "door") {
    test("decoder_isServedByUs", () => {
      const worker = output.find((file) => file.fileName.includes("decoder.worker"));
      const code = worker?.type === "asset" ? String(worker.source) : (worker?.code ?? "");
      const wasm = precache.files.find((name) => name.endsWith(".wasm")) ?? "";
      expect(code).toContain(`/door/${wasm}`);
    });
  }
});
