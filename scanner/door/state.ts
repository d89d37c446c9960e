import type { Direction } from "./domain/decide.ts";
import type { Device } from "./domain/device.ts";
import type { Knowledge } from "./domain/door-state.ts";
import type { Notice } from "./domain/notice.ts";
import type { Recent } from "./domain/recent.ts";
import type { Counts } from "./domain/snapshot.ts";
import type { Face } from "./domain/verdict.ts";

/** Everything the door's screen shows. */
export interface DoorState {
  readonly device: Device;
  /** `online`: the server is listened to. Changes by itself. */
  readonly connection: "unknown" | "online" | "offline";
  /** The state of the event is here: codes can be judged, with or without a network. */
  readonly ready: boolean;
  readonly direction: Direction;
  readonly counts: Counts | null;
  /** Scans of this event that the server has not answered yet. */
  readonly waiting: number;
  /** Of these: how many are only in memory because the storage is full. */
  readonly unsaved: number;
  readonly failed: number;
  /** Notices nobody has looked at. */
  readonly unseen: number;
  /** The newest of them, until a person has put it away. */
  readonly alarm: Notice | null;
  readonly checking: boolean;
  readonly face: Face | null;
  /** The latest verdicts, newest first. */
  readonly recent: readonly Recent[];
}

export function initialState(device: Device, knowledge: Knowledge | null): DoorState {
  return {
    device,
    connection: "unknown",
    ready: knowledge !== null,
    direction: "entry",
    counts: null,
    waiting: 0,
    unsaved: 0,
    failed: 0,
    unseen: 0,
    alarm: null,
    checking: false,
    face: null,
    recent: [],
  };
}
