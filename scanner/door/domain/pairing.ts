/** What a text that should pair a device turned out to be. */
export type PairingText =
  | { readonly kind: "code"; readonly code: string }
  /** A link that pairs, but with another server. */
  | { readonly kind: "other_server"; readonly host: string }
  | { readonly kind: "none" };

const CODE = /^[A-Za-z0-9_-]{4,128}$/u;
const NONE: PairingText = { kind: "none" };

/** The code in a page's own fragment (`#pair=CODE`), or `null`. */
export function codeFromFragment(fragment: string): string | null {
  const found = new URLSearchParams(fragment.replace(/^#/u, "")).get("pair");
  return found !== null && CODE.test(found) ? found : null;
}

/**
 * Reads a pairing link. Only a whole link counts here, so that this can also be asked of every code the camera sees.
 *
 * @param origin this server, for example `https://door.example`
 */
export function parsePairingLink(text: string, origin: string): PairingText {
  if (!URL.canParse(text)) return NONE;
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return NONE;
  const code = codeFromFragment(url.hash);
  if (code === null || !/\/door\/?$/u.test(url.pathname)) return NONE;
  return url.origin === origin ? { kind: "code", code } : { kind: "other_server", host: url.host };
}

/** Reads what a person typed or pasted: a link, or the bare code, with blanks anywhere. */
export function parsePairingText(text: string, origin: string): PairingText {
  const bare = text.replaceAll(/\s+/gu, "");
  return CODE.test(bare) ? { kind: "code", code: bare } : parsePairingLink(bare, origin);
}
