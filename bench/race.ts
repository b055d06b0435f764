import { setTimeout as wait } from "node:timers/promises";
import {
  type Arena,
  type BackEnd,
  backEnds,
  type ContestantName,
  contestantNames,
  type Measured,
} from "./arena.ts";

/** All that one contestant did on one back end, a value a round. */
export interface Series {
  readonly contestant: ContestantName;
  readonly backEnd: BackEnd;
  readonly measured: Measured[];
}

export interface RaceOptions {
  readonly rounds: number;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A turn that fails is told and done again, so that a run of half an hour survives one; but not more often than this. */
const FAILURES = 10;
const AFTER_FAILURE_MS = 10_000;

/**
 * Every round gives every contestant a turn on both back ends. Each round begins with another one, and every second one
 * goes backwards, so that nobody always comes after the same one.
 */
export async function race(arena: Arena, options: RaceOptions): Promise<Series[]> {
  const { rounds, say, signal } = options;
  const series = backEnds.flatMap((backEnd) =>
    contestantNames.map((contestant): Series => ({ backEnd, contestant, measured: [] })),
  );
  let failures = 0;
  for (let round = 1; round <= rounds; round++) {
    const first = (round - 1) % series.length;
    const forwards = [...series.slice(first), ...series.slice(0, first)];
    for (const { contestant, backEnd, measured } of round % 2 === 1 ? forwards : forwards.toReversed()) {
      const turn = `round ${round} of ${rounds}, ${backEnd}, ${contestant}`;
      while (measured.length < round) {
        signal.throwIfAborted();
        try {
          const one = await arena.turn(contestant, backEnd, signal);
          measured.push(one);
          say(`${turn}: ${inWords(one)}`);
        } catch (error) {
          if (signal.aborted || ++failures > FAILURES) throw error;
          say(`${turn}: FAILED, once more: ${reason(error)}`);
          await wait(AFTER_FAILURE_MS, undefined, { signal });
        }
      }
    }
  }
  return series;
}

function inWords({ frozenMs, phases }: Measured): string {
  const parts = Object.entries(phases ?? {}).map(([phase, ms]) => `${phase} ${Math.round(ms)}`);
  return `${Math.round(frozenMs)} ms${parts.length === 0 ? "" : ` (${parts.join(", ")})`}`;
}

/** A turn that failed and could not be cleaned up after either: both. */
function reason(error: unknown): string {
  if (error instanceof SuppressedError)
    return `${reason(error.suppressed)}; and the clean-up: ${reason(error.error)}`;
  return error instanceof Error ? error.message : String(error);
}
