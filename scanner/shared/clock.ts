/** The two clocks of a device. */
export interface Clock {
  /** Milliseconds since 1970 as the device believes them; may jump. */
  wall(): number;
  /** Milliseconds since some start; only ever grows. */
  monotonic(): number;
}

export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
};
