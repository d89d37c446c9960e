import type { Translator } from "../../shared/i18n/translate.ts";
import type { Direction } from "../domain/decide.ts";
import { button, h } from "../../shared/ui/dom.ts";

export interface DirectionSwitch {
  readonly element: HTMLElement;
  show(direction: Direction): void;
}

/** In or out: what the next scan means. */
export function directionSwitch({ t }: Translator, onChoose: (direction: Direction) => void): DirectionSwitch {
  const directions: readonly Direction[] = ["entry", "exit"];
  const buttons = directions.map((direction) =>
    button(t(`door.direction.${direction}`), () => { onChoose(direction); }, { testid: `direction-${direction}` }),
  );
  return {
    element: h("div", { class: "choices direction", role: "group", "aria-label": t("door.direction") }, ...buttons),
    show: (direction) => {
      for (const [index, each] of buttons.entries()) each.setAttribute("aria-pressed", String(directions[index] === direction));
    },
  };
}
