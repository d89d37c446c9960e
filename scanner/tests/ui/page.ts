/** What tests ask of a page. */

/** The element of this test id. */
export function part(testid: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-testid=${testid}]`);
  if (found === null) throw new Error(`${testid} is not on the page`);
  return found;
}

export function isThere(testid: string): boolean {
  return document.querySelector(`[data-testid=${testid}]`) !== null;
}

/** Writes into a field. */
export function write(testid: string, text: string): void {
  (part(testid) as HTMLInputElement).value = text;
}

/** jsdom has no modal dialogs; open and closed is all these tests need of them. */
export function giveDialogs(): void {
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    if (!this.open) return;
    this.open = false;
    this.dispatchEvent(new Event("close"));
  };
}

/** Lets what was started without waiting come to its end. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await Promise.resolve();
}
