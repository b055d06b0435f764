import { canRestore } from "#domain/restore/make-plan.ts";
import type { RestorePlan } from "#domain/restore/plan.ts";
import { planLines } from "#domain/restore/plan-lines.ts";

/** The answer to `restore APP --plan`: what would happen, and whether it can. */
export function restorePlanText(plan: RestorePlan, now: number): string {
  const [heading = "", ...lines] = planLines(plan, now);
  const verdict = canRestore(plan)
    ? "nothing was done; the same without --plan asks for it"
    : "IT CANNOT BE CARRIED OUT: see what is marked as error";
  return [heading, ...lines.map((line) => `  ${line}`), verdict].join("\n");
}
