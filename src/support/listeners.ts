/** Who wants to be told of something in this process. */
export interface Listeners<T> {
  /** Returns how to stop. */
  on(listener: (told: T) => void): () => void;
  /** A listener's error is its own: the others are told, and so is whoever tells. */
  tell(what: T): void;
}

export function createListeners<T>(): Listeners<T> {
  const listeners = new Set<(told: T) => void>();
  return {
    on: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell: (what) => {
      for (const listener of listeners) {
        try {
          listener(what);
        } catch {
          // Nobody who tells can mend what a listener did.
        }
      }
    },
  };
}
