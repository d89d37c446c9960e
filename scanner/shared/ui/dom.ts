type Child = Node | string | null;

interface Attributes {
  readonly class?: string;
  readonly testid?: string;
  /** Listeners by event name. */
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
  /** Everything else becomes an attribute; `false` and `null` leave it away, `true` makes it empty. */
  readonly [name: string]: unknown;
}

/** An element with attributes, listeners and children; texts become text nodes, never markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  const { testid, on, ...rest } = attributes;
  if (testid !== undefined) element.dataset["testid"] = testid;
  for (const [name, listener] of Object.entries(on ?? {})) element.addEventListener(name, listener);
  for (const [name, value] of Object.entries(rest)) {
    if (value === true) element.setAttribute(name, "");
    else if (typeof value === "string" || typeof value === "number") element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A button that does something here, as against submitting a form. */
export function button(label: string, onClick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return h("button", { type: "button", class: "button", ...attributes, on: { click: onClick } }, label);
}

let counter = 0;

/** An id for tying a label, hint or title to its element. */
export function uniqueId(stem: string): string {
  counter += 1;
  return `${stem}-${counter}`;
}

/** A label above its field, with a hint below that screen readers read with it. */
export function field(label: string, input: HTMLElement, hint: string | null): HTMLElement {
  input.id = uniqueId("field");
  const hintId = uniqueId("hint");
  if (hint !== null) input.setAttribute("aria-describedby", hintId);
  return h(
    "div",
    { class: "field" },
    h("label", { for: input.id }, label),
    input,
    hint === null ? null : h("p", { class: "hint", id: hintId }, hint),
  );
}
