import "@fontsource-variable/bricolage-grotesque/standard.css";
import "../../backend/web/static/css/tokens.css";
import "../shared/styles/base.css";
import "./styles/pair.css";
import "./styles/door.css";
import "./styles/sheet.css";
import "./styles/verdict.css";
import { systemClock } from "../shared/clock.ts";
import { createHttp } from "../shared/http.ts";
import { createTranslator, preferredLanguage } from "../shared/i18n/translate.ts";
import { createApi } from "./net/api.ts";
import { createStream } from "./net/stream.ts";
import { openQueue } from "./store/queue.ts";
import { openDatabase } from "./store/schema.ts";
import { createStateStore } from "./store/state-store.ts";
import { createValues } from "./store/values.ts";
import { startServiceWorker } from "../shared/sw/register.ts";
import { runApp } from "./ui/app.ts";
import type { App, AppOptions } from "./ui/app.ts";
import { h } from "../shared/ui/dom.ts";

/** Longer than any healthy answer; nobody at the door waits for it. */
const TIMEOUT_MS = 6000;

/** How often to look for a quiet moment once another version has taken over. */
const REPLACED_CHECK_MS = 500;

async function boot(root: HTMLElement): Promise<void> {
  let app: App | null = null;
  const onReplaced = (): void => {
    setInterval(() => {
      if (app?.isIdle() === true) location.reload();
    }, REPLACED_CHECK_MS);
  };
  const address = `${import.meta.env.BASE_URL}sw.js`;
  if (import.meta.env.PROD && (await startServiceWorker({ address, version: ownVersion(), onReplaced }))) {
    location.reload();
    return;
  }
  const stored = await openStorage().catch(() => null);
  if (stored === null) {
    root.replaceChildren(noStorage());
    return;
  }
  app = await runApp({
    ...stored,
    root,
    clock: systemClock,
    createApi: (language) => {
      const send = fetch.bind(globalThis);
      return createApi(createHttp({ fetch: send, language, timeoutMs: TIMEOUT_MS }), createStream(send, language));
    },
  });
}

/** Written into the page by the build. */
function ownVersion(): string {
  return document.querySelector<HTMLMetaElement>("meta[name=build]")?.content ?? "";
}

/** All the app knows from earlier; rejects where nothing can be stored or read. */
async function openStorage(): Promise<Pick<AppOptions, "values" | "queue" | "stateStore" | "settings" | "pairing">> {
  const database = await openDatabase();
  const values = createValues(database);
  const [queue, settings, pairing] = await Promise.all([openQueue(database), values.settings(), values.pairing()]);
  return { values, queue, stateStore: createStateStore(database), settings, pairing };
}

/** Without storage a scan could get lost; better no door than that. */
function noStorage(): HTMLElement {
  const { t, language } = createTranslator(preferredLanguage(navigator.languages));
  document.documentElement.lang = language;
  return h(
    "main",
    { class: "screen pair" },
    h("h1", { class: "pair-title" }, t("storage.missing")),
    h("p", { class: "lead" }, t("storage.missing.text")),
  );
}

const root = document.querySelector<HTMLElement>("#app");
if (root !== null) void boot(root);
