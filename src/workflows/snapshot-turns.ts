import { createWindowSlots, type WindowSlots } from "./window-slots.ts";

/**
 * So many snapshots at once, in each cloud, may be anywhere between preflight and thaw; the rest wait before they look at
 * anything. Half as many again as windows, so that the next ones are ready when a window closes, and no more: what preflight has
 * seen is to be as new as can be, and a thousand at once would ask everything of the cloud and of this process at once.
 */
export interface SnapshotTurns {
  /**
   * Resolves when it is the run's turn: at once when there is room, else after `waits` was called. A run that has its turn
   * has it still. Throws the signal's reason when that is aborted while it waits.
   */
  take(asked: TurnAsked, signal: AbortSignal): Promise<void>;
  /** Ends it; twice is once. */
  free(runId: string): void;
  /** One question of a preflight: all of them together ask a cloud so many at once. Throws the signal's reason while it waits. */
  ask<T>(cloud: string, signal: AbortSignal, question: () => Promise<T>): Promise<T>;
}

interface TurnAsked {
  readonly runId: string;
  /** One whose cloud does not answer keeps nobody of another cloud waiting. */
  readonly cloud: string;
  /** Somebody looks on: before all that schedules have begun. */
  readonly first: boolean;
  readonly waits: () => void;
}

const TURNS_PER_WINDOW = 1.5;
/** About as many as one preflight has. More would come back together, and whoever holds a freeze would be heard after them. */
const QUESTIONS = 8;

type Queue = Map<string, () => void>;

/** Of one cloud. */
interface Place {
  readonly held: Set<string>;
  readonly first: Queue;
  readonly rest: Queue;
  readonly questions: WindowSlots;
}

/**
 * Nothing of it is durable. After a restart runs that are past their preflight go on without a turn, so there may be twice as
 * many for a moment.
 */
export function createSnapshotTurns(windowsAtOnce: number): SnapshotTurns {
  const count = Math.ceil(TURNS_PER_WINDOW * windowsAtOnce);
  const places = new Map<string, Place>();
  const placeOf = (cloud: string): Place => {
    const place = places.get(cloud) ?? {
      held: new Set(),
      first: new Map(),
      rest: new Map(),
      questions: createWindowSlots(QUESTIONS),
    };
    places.set(cloud, place);
    return place;
  };
  return {
    take: async ({ runId, cloud, first, waits }, signal) => {
      signal.throwIfAborted();
      const place = placeOf(cloud);
      if (place.held.has(runId)) return;
      if (place.held.size < count) {
        place.held.add(runId);
        return;
      }
      const turn = Promise.withResolvers<void>();
      const queue = first ? place.first : place.rest;
      const leave = () => {
        queue.delete(runId);
        turn.reject(signal.reason);
      };
      queue.set(runId, turn.resolve);
      signal.addEventListener("abort", leave, { once: true });
      waits();
      await turn.promise.finally(() => signal.removeEventListener("abort", leave));
    },
    ask: (cloud, signal, question) => placeOf(cloud).questions.within(signal, question),
    free: (runId) => {
      for (const place of places.values()) if (place.held.delete(runId)) next(place);
    },
  };
}

function next({ held, first, rest }: Place): void {
  const queue = first.size > 0 ? first : rest;
  for (const [runId, begin] of queue) {
    queue.delete(runId);
    held.add(runId);
    begin();
    return;
  }
}
