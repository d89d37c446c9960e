import type { Translator } from "../../shared/i18n/translate.ts";
import { button, h } from "../../shared/ui/dom.ts";

export interface UnpairOptions {
  readonly translator: Translator;
  /** Scans not sent yet: with any, the device cannot be signed out. */
  readonly waiting: () => number;
  /** Resolves false when the server could not be told. */
  readonly onUnpair: () => Promise<boolean>;
}

/** The way to sign this device out, asked twice. */
export function unpairPart({ translator, waiting, onUnpair }: UnpairOptions): HTMLElement {
  const { t } = translator;
  const place = h("div", { class: "form" });
  const say = (text: string): HTMLElement => h("p", { role: "status" }, text);
  const first = button(t("settings.unpair"), ask, { testid: "unpair" });

  function ask(): void {
    const unsent = waiting();
    if (unsent > 0) {
      place.replaceChildren(first, say(t("settings.unpair.blocked", { n: unsent })));
      return;
    }
    const confirm = button(t("settings.unpair.confirm"), () => void unpair(confirm), {
      class: "button button-strong",
      testid: "unpair-confirm",
    });
    place.replaceChildren(say(t("settings.unpair.ask")), confirm);
    confirm.focus();
  }

  async function unpair(confirm: HTMLButtonElement): Promise<void> {
    confirm.disabled = true;
    if (!(await onUnpair())) place.replaceChildren(first, say(t("settings.unpair.failed")));
  }

  place.append(first);
  return place;
}
