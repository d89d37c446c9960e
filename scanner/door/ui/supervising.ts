/** What a supervisor does to a ticket or a scan, each with a reason; used by every sheet that lists some. */
import type { Translator } from "../../shared/i18n/translate.ts";
import type { Order } from "../domain/override.ts";
import type { TicketRef } from "../domain/scan.ts";
import type { Supervisor } from "../supervisor.ts";
import { failureOfAsking, openWhySheet } from "./why-sheet.ts";

export interface Supervising {
  /** Asks why, closes every sheet, and lets the ticket in; the verdict comes up as for a scan. */
  admit(ticket: TicketRef, title: string, text: string): void;
  /** Asks why and undoes the scan; calls back once the server has taken it. */
  undo(scan: string, onDone: () => void): void;
}

export interface SupervisingOptions {
  readonly translator: Translator;
  readonly supervisor: Pick<Supervisor, "undo">;
  readonly onAdmit: (order: Order) => void;
}

export function createSupervising({ translator, supervisor, onAdmit }: SupervisingOptions): Supervising {
  const { t } = translator;
  return {
    admit: (ticket, title, text) => {
      openWhySheet({
        translator,
        title,
        text,
        often: [t("why.admit.phone"), t("why.admit.team"), t("why.admit.code")],
        action: title,
        onWhy: (reason) => {
          onAdmit({ ticket, reason });
          return Promise.resolve(null);
        },
      });
    },
    undo: (scan, onDone) => {
      openWhySheet({
        translator,
        title: t("undo.title"),
        text: t("undo.text"),
        often: [t("why.undo.left"), t("why.undo.wrong"), t("why.undo.direction")],
        action: t("undo.action"),
        onWhy: async (reason) => {
          const result = await supervisor.undo(scan, reason);
          if (result.ok) onDone();
          return failureOfAsking(result, translator);
        },
      });
    },
  };
}
