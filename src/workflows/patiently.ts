import { DomainError } from "#domain/errors.ts";
import type { Clock, Instant } from "#support/clock.ts";
import { pause } from "#support/pause.ts";

/** Between two tries of what is in no hurry, ms. */
const BETWEEN_MS = 300;

/**
 * After the thaw there is time: a cloud that does not answer is asked again until `deadline`, then its last error is
 * thrown. For reads; what the cloud refuses is thrown at once.
 */
export async function patiently<T>(
  read: () => Promise<T>,
  { deadline, clock, signal }: { deadline: Instant; clock: Clock; signal: AbortSignal },
): Promise<T> {
  for (;;) {
    try {
      return await read();
    } catch (cause) {
      signal.throwIfAborted();
      const passing =
        cause instanceof DomainError && (cause.kind === "unreachable" || cause.kind === "failed");
      if (!passing || clock.now() + BETWEEN_MS > deadline) throw cause;
      await pause(BETWEEN_MS, signal);
    }
  }
}
