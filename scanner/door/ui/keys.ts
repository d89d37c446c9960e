import { initialWedge, press } from "../domain/wedge.ts";

export interface KeyOptions {
  readonly onScan: (code: string) => void;
  /** Asked for Enter and Escape; true when there was something to dismiss. */
  readonly onDismiss: (key: "Enter" | "Escape") => boolean;
}

/** Listens to the whole page for hand scanners and for the keys that dismiss a verdict. Returns the way to stop. */
export function listenToKeys({ onScan, onDismiss }: KeyOptions): () => void {
  let wedge = initialWedge;

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    // The key's own time: when the page is busy, its handler comes late.
    const step = press(wedge, { key: event.key, code: event.code, shift: event.shiftKey, at: event.timeStamp });
    wedge = step.wedge;
    if (step.swallow) swallow(event);
    if (step.scan !== null) {
      emptyField(event.target);
      onScan(step.scan);
    } else if ((event.key === "Enter" || event.key === "Escape") && onDismiss(event.key)) {
      swallow(event);
    }
  }

  // Before any field, button or sheet hears of the key.
  document.addEventListener("keydown", onKeyDown, { capture: true });
  return () => {
    document.removeEventListener("keydown", onKeyDown, { capture: true });
  };
}

function swallow(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** The first letters of a hand scanner's code may have gone into a field that happened to have the focus. */
function emptyField(target: EventTarget | null): void {
  if (target instanceof HTMLInputElement) target.value = "";
}
