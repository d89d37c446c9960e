import "@fontsource-variable/bricolage-grotesque/standard.css";
import "../../backend/web/static/css/tokens.css";
import "../shared/styles/base.css";
import "./styles/holder.css";
import { systemClock } from "../shared/clock.ts";
import { createHttp } from "../shared/http.ts";
import { preferredLanguage } from "../shared/i18n/catalogue.ts";
import { startServiceWorker } from "../shared/sw/register.ts";
import { h } from "../shared/ui/dom.ts";
import { tokenFromFragment } from "./domain/fragment.ts";
import { createTranslator } from "./i18n/translate.ts";
import { hasKeys } from "./keys.ts";
import { createApi } from "./net/api.ts";
import { openDatabase } from "./store/schema.ts";
import { createStore } from "./store/tickets.ts";
import { runApp } from "./ui/app.ts";

const TIMEOUT_MS = 10_000;

async function boot(root: HTMLElement): Promise<void> {
  const address = `${import.meta.env.BASE_URL}sw.js`;
  // A code that is being shown comes back at once after a reload, so nobody is disturbed.
  const onReplaced = (): void => {
    location.reload();
  };
  if (import.meta.env.PROD && (await startServiceWorker({ address, version: ownVersion(), onReplaced }))) {
    location.reload();
    return;
  }
  if (!hasKeys()) {
    root.replaceChildren(cannot("keys"));
    return;
  }
  const store = await openDatabase().then(createStore, () => null);
  if (store === null) {
    root.replaceChildren(cannot("storage"));
    return;
  }
  let language = (await store.values()).language ?? preferredLanguage(navigator.languages);
  const api = createApi(createHttp({ fetch: fetch.bind(globalThis), language: () => language, timeoutMs: TIMEOUT_MS }));
  const onLanguage = (chosen: typeof language): void => {
    language = chosen;
  };
  await runApp({ root, store, api, clock: systemClock, language, onLanguage });
}

/** Written into the page by the build. */
function ownVersion(): string {
  return document.querySelector<HTMLMetaElement>("meta[name=build]")?.content ?? "";
}

/** What this browser lacks, and what to do instead. */
function cannot(what: "storage" | "keys"): HTMLElement {
  const { t, plain, language } = createTranslator(preferredLanguage(navigator.languages));
  document.documentElement.lang = language;
  const token = tokenFromFragment(location.hash);
  return h(
    "main",
    { class: "body offer", testid: `no-${what}` },
    h("h1", {}, plain(`${what}.title`)),
    h("p", { class: "lead" }, plain(`${what}.text`)),
    h("p", {}, t("paper.else")),
    token === null ? null : h("a", { class: "button", href: `/t/${token}` }, t("ticket.page")),
  );
}

const root = document.querySelector<HTMLElement>("#app");
if (root !== null) void boot(root);
