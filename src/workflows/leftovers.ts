import type { Application } from "#domain/application.ts";
import { DomainError } from "#domain/errors.ts";
import { type Leftover, leftoverOf } from "#domain/leftover.ts";
import { runPrefix } from "#domain/naming.ts";
import type { Ports } from "./ports.ts";
import type { Target } from "./preflight.ts";

/** What a run left behind. JSON, so that it can be journaled. */
export type Leftovers = {
  readonly leftovers: Leftover[];
  /** Why nobody could look. */
  readonly unseen?: string;
};

/**
 * Group snapshots that carry this run's name and are not its recovery point: of failed cuts and of dead executions. A cloud
 * that fails now takes nothing back of what the run has done.
 */
export async function findLeftovers(
  application: Application,
  target: Target,
  run: { runId: string; keep: string | undefined },
  ports: Ports,
  signal: AbortSignal,
): Promise<Leftovers> {
  const prefix = runPrefix({
    instance: ports.instance,
    application: application.application,
    runId: run.runId,
  });
  try {
    const sets = await ports.cloud(application.cloud).groupSnapshotsNamed(target.groupId, prefix, signal);
    return { leftovers: sets.filter((set) => set.id !== run.keep).map(leftoverOf) };
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof DomainError)) throw cause;
    const unseen = `leftovers named ${prefix}… could not be looked for: ${cause.message}`;
    return { leftovers: [], unseen };
  }
}
