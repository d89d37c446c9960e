import type { Translator } from "../../shared/i18n/translate.ts";
import { button, h, uniqueId } from "../../shared/ui/dom.ts";

/** An open sheet over the screen. */
export interface Sheet {
  readonly element: HTMLDialogElement;
  close(): void;
}

export interface SheetOptions {
  readonly title: string;
  readonly translator: Translator;
  readonly content: readonly HTMLElement[];
  readonly testid: string;
  readonly onClose?: () => void;
}

/** Opens a modal sheet: focus stays inside, Escape and a tap beside it close it, and it leaves the page when closed. */
export function openSheet({ title, translator, content, testid, onClose }: SheetOptions): Sheet {
  const titleId = uniqueId("title");
  const dialog = h(
    "dialog",
    { class: "sheet", "aria-labelledby": titleId, testid },
    h(
      "div",
      { class: "sheet-body" },
      h(
        "header",
        { class: "sheet-head" },
        h("h2", { id: titleId }, title),
        button(
          translator.t("close"),
          () => {
            dialog.close();
          },
          { class: "button button-plain" },
        ),
      ),
      ...content,
    ),
  );
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose?.();
  });
  document.body.append(dialog);
  dialog.showModal();
  return {
    element: dialog,
    close: () => {
      dialog.close();
    },
  };
}
