import type { Actor } from "#domain/permission.ts";
import type { RestorePlan } from "#domain/restore/plan.ts";
import { planRestore as plan, type RestoreWish } from "#workflows/plan-restore.ts";
import type { RestorePorts } from "#workflows/restore-ports.ts";

export interface PlanRequest extends RestoreWish {
  /** Reading needs no right; named so that a surface cannot forget who asked. */
  readonly actor: Actor;
}

/**
 * What a restore would do, changing nothing: `restore APP --plan`. What stands against it is among the findings. Errors:
 * `not-found`, `invalid-input`, `unreachable`.
 */
export const planRestore = (
  ports: RestorePorts,
  { actor: _reads, ...wish }: PlanRequest,
  signal: AbortSignal,
): Promise<RestorePlan> => plan(wish, ports, signal);
