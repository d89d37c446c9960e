/** The id a client gives a scan before anyone else has heard of it: a random UUID (RFC 9562, version 4). */
export type ScanId = string & { readonly __brand: "ScanId" };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;

/** A fresh id. Not `crypto.randomUUID`, which is missing on plain http inside a local network. */
export function newScanId(): ScanId {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-") as ScanId;
}

/** The text as an id, or `null` when it is no UUID. */
export function asScanId(text: string): ScanId | null {
  const lower = text.toLowerCase();
  return UUID.test(lower) ? (lower as ScanId) : null;
}
