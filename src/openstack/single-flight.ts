/**
 * Makes concurrent calls share one execution of `act`. A caller that gives up leaves the others theirs: `act` is
 * never aborted by one of them and must bound itself.
 */
export function singleFlight<T>(act: () => Promise<T>): () => Promise<T> {
  let flying: Promise<T> | undefined;
  return () => {
    flying ??= act().finally(() => {
      flying = undefined;
    });
    return flying;
  };
}

/** Awaits a shared promise no longer than `signal` allows; `gaveUp` makes the error for then. */
export async function awaitShared<T>(
  shared: Promise<T>,
  signal: AbortSignal,
  gaveUp: () => Error,
): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(gaveUp());
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([shared, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
