import type { RestorePlan } from "#domain/restore/plan.ts";
import type { RestoreWish } from "./plan-restore.ts";

/** A plan that is younger than this was made by the request itself, a moment ago; ms. */
const FRESH_MS = 5_000;

/** Plans of requests that nobody had to decide on: what was seen a moment ago does not have to be looked at again. */
export interface FreshPlans {
  keep(runId: string, plan: RestorePlan): void;
  /** Once, while it is fresh; undefined: plan again. Memory alone, so that a run taken up after a crash plans again. */
  take(runId: string, wish: RestoreWish, now: number): RestorePlan | undefined;
}

export function createFreshPlans(): FreshPlans {
  const kept = new Map<string, RestorePlan>();
  return {
    keep: (runId, plan) => {
      // Of a run that never came to take it.
      for (const [id, { plannedAt }] of kept) if (plan.plannedAt - plannedAt > FRESH_MS) kept.delete(id);
      kept.set(runId, plan);
    },
    take: (runId, { application, point }, now) => {
      const plan = kept.get(runId);
      kept.delete(runId);
      if (plan === undefined || now - plan.plannedAt > FRESH_MS) return undefined;
      return plan.application === application && plan.point.id === point ? plan : undefined;
    },
  };
}
