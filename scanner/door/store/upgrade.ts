import type { Pairing } from "../domain/device.ts";
import type { Scan } from "../domain/scan.ts";
import type { Upgrade } from "./schema.ts";

/** A scan as version 1 wrote it: by the device's own clock, for any list of its event, never shown before its answer. */
type OldScan = Pick<Scan, "id" | "code" | "scannedAt" | "source" | "eventRef">;
interface OldFailed {
  readonly scan: OldScan;
  readonly why: { readonly kind: "refused"; readonly code: string; readonly title: string } | { readonly kind: "other_event" };
}

/**
 * From version 1: what waits goes on waiting. What was set aside for another event waits as well, until the device is paired
 * with that event again. The list of answers begins anew: its answers say less than the new ones.
 */
export async function upgradeScans(transaction: Upgrade): Promise<void> {
  const waiting = transaction.objectStore("waiting");
  const failed = transaction.objectStore("failed");
  const pairing = (await transaction.objectStore("values").get("pairing")) as Pairing | undefined;
  const renew = (old: OldScan): Scan => ({
    ...old,
    direction: "entry",
    syncedAt: null,
    clock: "wall",
    listId: old.eventRef === pairing?.device.event.ref ? pairing.device.checkInList.id : null,
    shown: null,
    passage: null,
  });
  for (const scan of (await waiting.getAll()) as readonly OldScan[]) await waiting.put(renew(scan));
  for (const { scan, why } of (await failed.getAll()) as unknown as readonly OldFailed[]) {
    if (why.kind === "other_event") {
      await failed.delete(scan.id);
      await waiting.put(renew(scan));
    } else await failed.put({ scan: renew(scan), why: { code: why.code, title: why.title } });
  }
  await transaction.objectStore("answered").clear();
}
