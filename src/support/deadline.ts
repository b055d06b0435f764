export interface Deadline extends Disposable {
  /** Aborted when the given one is, or when the time is up. */
  readonly signal: AbortSignal;
  /** The time was up first. */
  readonly passed: boolean;
}

/**
 * For an act that happens hundreds of times a second: nothing of it is left once it is disposed of. AbortSignal.any and
 * AbortSignal.timeout hold what waits for them by weak references, which V8 looks into only in its large collections.
 */
export function deadline(signal: AbortSignal, ms: number): Deadline {
  const call = new AbortController();
  let passed = false;
  const stop = (): void => call.abort(signal.reason);
  const timer = setTimeout(() => {
    passed = !call.signal.aborted;
    call.abort(new Error(`no end within ${ms} ms`));
  }, ms);
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  return {
    signal: call.signal,
    get passed() {
      return passed;
    },
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    },
  };
}
