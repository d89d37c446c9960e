/** A value that tells its listeners when it has changed. */
export interface Observable<T> {
  get(): T;
  /** Calls the listener now and after each change; returns the way to stop that. */
  watch(listener: (value: T) => void): () => void;
}

export interface MutableObservable<T> extends Observable<T> {
  set(value: T): void;
}

export function observable<T>(initial: T): MutableObservable<T> {
  let value = initial;
  const listeners = new Set<(value: T) => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener(value);
    },
    watch: (listener) => {
      listeners.add(listener);
      listener(value);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
