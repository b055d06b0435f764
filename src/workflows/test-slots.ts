import { setImmediate } from "node:timers/promises";
import { DomainError } from "#domain/errors.ts";

/**
 * At most so many restore tests at once in this process, and one in each place; the rest wait their turn, and nothing of them
 * is in the cloud.
 */
export interface TestSlots {
  /**
   * Resolves when it is the run's turn in this place: a recovery server reads for one at a time. Throws the signal's reason;
   * `busy` when it has not come within a day.
   */
  turn(runId: string, place: string, signal: AbortSignal): Promise<void>;
  /** A run that has had its turn has it still, also in the next process, and beyond the limit if need be. Twice is once. */
  keep(runId: string, place: string): void;
  /** Ends it; twice is once. */
  free(runId: string): void;
  /** A restore that somebody asked for reads there: no test begins in this place meanwhile. Twice is once. */
  occupy(runId: string, place: string): void;
  /** Ends it; twice is once. */
  leave(runId: string): void;
}

/** Where a recovery server reads for one at a time. */
export const placeAt = (server: string, cloud: string): string => `server ${server} of ${cloud}`;

/** Whoever waits so long waits for a fault. */
const TURN_WITHIN_MS = 86_400_000;

export function createTestSlots(count: number): TestSlots {
  const held = new Map<string, string>();
  const occupied = new Map<string, string>();
  const waiting = new Map<string, { readonly place: string; readonly begin: () => void }>();
  const next = (): void => {
    const taken = new Set([...held.values(), ...occupied.values()]);
    for (const [runId, { place, begin }] of waiting) {
      if (held.size >= count) return;
      if (taken.has(place)) continue;
      waiting.delete(runId);
      held.set(runId, place);
      taken.add(place);
      begin();
    }
  };
  return {
    turn: async (runId, place, signal) => {
      // After a start, those that have had their turn come first.
      await setImmediate();
      const late = new DomainError(
        "busy",
        `no turn for a restore test within ${TURN_WITHIN_MS / 3_600_000} h`,
      );
      const until = AbortSignal.any([signal, AbortSignal.timeout(TURN_WITHIN_MS)]);
      until.throwIfAborted();
      if (held.has(runId)) return;
      const turn = Promise.withResolvers<void>();
      const leave = () => {
        waiting.delete(runId);
        turn.reject(signal.aborted ? signal.reason : late);
      };
      until.addEventListener("abort", leave, { once: true });
      waiting.set(runId, { place, begin: turn.resolve });
      next();
      await turn.promise.finally(() => until.removeEventListener("abort", leave));
    },
    keep: (runId, place) => void held.set(runId, place),
    free: (runId) => {
      held.delete(runId);
      next();
    },
    occupy: (runId, place) => void occupied.set(runId, place),
    leave: (runId) => {
      occupied.delete(runId);
      next();
    },
  };
}
