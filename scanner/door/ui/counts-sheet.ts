import type { Observable } from "../../shared/observable.ts";
import type { Translator } from "../../shared/i18n/translate.ts";
import type { DoorState } from "../state.ts";
import { openSheet } from "./dialog.ts";
import { h } from "../../shared/ui/dom.ts";

export interface CountsSheetOptions {
  readonly translator: Translator;
  readonly state: Observable<DoorState>;
}

/** Opens the head count of the device's list: who is in, large, and what each gate has counted. It follows while it is open. */
export function openCountsSheet({ translator, state }: CountsSheetOptions): void {
  const place = h("div", { class: "head-count", testid: "head-count" });
  const stop = state.watch((present) => {
    place.replaceChildren(...content(present, translator));
  });
  const title = `${translator.t("counts.title")}: ${state.get().device.checkInList.name}`;
  openSheet({ title, translator, content: [place], testid: "counts-sheet", onClose: stop });
}

function content({ counts, connection, device }: DoorState, { t, number }: Translator): HTMLElement[] {
  if (counts === null) return [h("p", { class: "lead" }, t("counts.none"))];
  const tickets = `${t("counts.admitted", { n: counts.admitted })} ${t("counts.issued", { n: counts.issued })}`;
  const small = counts.clashes === 0 ? tickets : `${tickets} · ${t("counts.clashes", { n: counts.clashes })}`;
  const rows = counts.gates.map((gate) =>
    h(
      "tr",
      { "data-here": gate.id === device.gate.id },
      h("th", { scope: "row" }, gate.name, gate.id === device.gate.id ? h("span", { class: "hint" }, ` ${t("counts.here")}`) : null),
      h("td", {}, number(gate.entered)),
      h("td", {}, number(gate.exited)),
    ),
  );
  const head = h("tr", {}, h("th", { scope: "col" }, t("counts.gate")), h("th", { scope: "col" }, t("counts.entered")), h("th", { scope: "col" }, t("counts.exited")));
  return [
    h("p", { class: "head-count-inside" }, h("span", { class: "head-count-number tabular", testid: "head-count-inside" }, number(counts.inside)), ` ${t("door.inside")}`),
    h("p", { class: "hint tabular" }, small),
    h("table", { class: "head-count-gates tabular" }, h("thead", {}, head), h("tbody", {}, ...rows)),
    ...(connection === "online" ? [] : [h("p", { class: "notice" }, t("counts.offline"))]),
  ];
}
