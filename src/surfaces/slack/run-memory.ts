import { z } from "zod";
import type { Json, RunView } from "#engine/port.ts";
import type { Phase } from "./views/phase.ts";
import { RestorePhase } from "./views/restore-phase.ts";

/**
 * What this process heard of its runs. In memory, so that telling of a run reads and writes no store while something is
 * frozen; lost at a restart, when the runs tell it anew.
 */
export interface RunMemory {
  saw(run: RunView): void;
  heard(runId: string, update: Json): void;
  /** An unfinished run, as it was last seen. */
  unfinished(runId: string): RunView | undefined;
  allUnfinished(): readonly RunView[];
  /** Oldest first. */
  phases(runId: string): readonly Phase[];
  /** What a restore was heard to do, oldest first; of each phase what was said last. */
  restorePhases(runId: string): readonly RestorePhase[];
  /** The run that has the lock which a queued one waits for. */
  busyWith(run: RunView): string | undefined;
  /** Freezeframe is about to stop. */
  stopping: boolean;
}

/** More runs than can be unfinished at once in an installation that anybody can watch. */
const mostRuns = 1000;
const mostPhases = 20;

const Update = z.object({
  phase: z.enum(["waiting", "preflight", "freezing", "frozen", "thawed", "collecting"]),
  windowMs: z.number().optional(),
});

export function createRunMemory(clock: { now(): number }): RunMemory {
  const runs = new Map<string, RunView>();
  const phases = new Map<string, Phase[]>();
  const restoring = new Map<string, RestorePhase[]>();
  return {
    saw: (run) => {
      runs.delete(run.id);
      if (isUnfinished(run)) remember(runs, run.id, run);
    },
    heard: (runId, update) => {
      const read = Update.safeParse(update);
      if (!read.success) return heardOfRestore(restoring, runId, update);
      const { phase, windowMs } = read.data;
      const seen = { phase, at: clock.now(), ...(windowMs === undefined ? {} : { windowMs }) };
      remember(phases, runId, [...(phases.get(runId) ?? []), seen].slice(-mostPhases));
    },
    unfinished: (runId) => runs.get(runId),
    allUnfinished: () => [...runs.values()],
    phases: (runId) => phases.get(runId) ?? [],
    restorePhases: (runId) => restoring.get(runId) ?? [],
    busyWith: ({ id, lockKey }) =>
      lockKey === undefined
        ? undefined
        : [...runs.values()].find(
            (run) => run.state === "running" && run.lockKey === lockKey && run.id !== id,
          )?.id,
    stopping: false,
  };
}

function heardOfRestore(known: Map<string, RestorePhase[]>, runId: string, update: Json): void {
  const said = RestorePhase.safeParse(update).data;
  if (said === undefined) return;
  const others = (known.get(runId) ?? []).filter(({ phase }) => phase !== said.phase);
  remember(known, runId, [...others, said]);
}

/** Nobody knows yet how it ends. */
export const isUnfinished = ({ state }: RunView): boolean => state === "queued" || state === "running";

/** The oldest makes room. */
function remember<T>(known: Map<string, T>, id: string, value: T): void {
  known.set(id, value);
  const [oldest] = known.keys();
  if (known.size > mostRuns && oldest !== undefined) known.delete(oldest);
}
