import type { Application } from "#domain/application.ts";
import { type Leftover, leftoverOf } from "#domain/leftover.ts";
import { runPrefix } from "#domain/naming.ts";
import type { Ports } from "./ports.ts";
import type { Target } from "./preflight.ts";

/** Group snapshots that carry this run's name and are not its recovery point: of failed cuts and of dead executions. */
export async function findLeftovers(
  application: Application,
  target: Target,
  run: { runId: string; keep: string | undefined },
  ports: Ports,
  signal: AbortSignal,
): Promise<Leftover[]> {
  const prefix = runPrefix({
    instance: ports.instance,
    application: application.application,
    runId: run.runId,
  });
  const sets = await ports.cloud(application.cloud).groupSnapshotsNamed(target.groupId, prefix, signal);
  return sets.filter((set) => set.id !== run.keep).map(leftoverOf);
}
