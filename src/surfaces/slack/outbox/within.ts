import type { PauseFor } from "./alarm.ts";
import { SendError } from "./send-error.ts";

/**
 * Runs `act`, at most for `ms`. Throws `unreachable` then, and the signal's reason when that is aborted: at once, even when
 * `act` does not care for the signal that it is given.
 */
export async function within<T>(
  ms: number,
  { pause, signal }: { pause: PauseFor; signal: AbortSignal },
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const call = new AbortController();
  const timer = new AbortController();
  const late = pause(ms, timer.signal).then(() => {
    throw new SendError("unreachable", "timeout");
  });
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([act(call.signal), late, stopped.promise]);
  } finally {
    late.catch(() => undefined);
    signal.removeEventListener("abort", stop);
    timer.abort();
    call.abort();
  }
}
