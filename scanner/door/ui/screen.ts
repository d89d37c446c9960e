import type { Unpaired } from "../domain/delivery.ts";

/** One page of the app; `stop` gives back whatever it holds (camera, timers, listeners). */
export interface Screen {
  readonly element: HTMLElement;
  stop(): void;
}

/** Why there is no pairing any more. */
export type Lost = Unpaired | "unpaired";
