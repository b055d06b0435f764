import type { Application } from "#domain/application.ts";
import { DomainError } from "#domain/errors.ts";
import { bySeverity } from "#domain/preflight/judge.ts";
import { canRestore } from "#domain/restore/make-plan.ts";
import type { RestorePlan } from "#domain/restore/plan.ts";
import { roomFindings } from "#domain/restore-test/room.ts";
import { testedAs } from "#domain/restore-test/tested-as.ts";
import { planRestore } from "./plan-restore.ts";
import type { TestPorts } from "./test-ports.ts";

/**
 * A restore's plan, to where the manifest's `restoreTest.target` says, for as long as scratch may stay, with room kept for the
 * application's next snapshot. What stands against it is among its findings. Errors as of {@link planRestore}.
 */
export async function planTest(
  wish: { readonly application: string; readonly point: string },
  ports: TestPorts,
  signal: AbortSignal,
): Promise<RestorePlan> {
  const plan = await planRestore({ ...wish, onFailure: "tear down" }, seenAsTested(ports), signal);
  return { ...plan, findings: bySeverity([...plan.findings, ...roomFindings(plan)]) };
}

/** Why it cannot be carried out; empty: it can. */
export function standsAgainst(plan: RestorePlan): string[] {
  if (canRestore(plan)) return [];
  const against = plan.findings
    .filter(({ severity }) => severity === "error")
    .map(({ subject, text, next }) => `${subject}: ${text}${next === undefined ? "" : `; ${next}`}`);
  return against.length > 0 ? against : [plan.strategy.why];
}

function seenAsTested(ports: TestPorts): TestPorts {
  const application = (name: string): Application => {
    const found = ports.application(name);
    if (found.restoreTest === undefined)
      throw new DomainError("refused", `the manifest of ${name} says nothing of restore tests any more`);
    return testedAs(found, found.restoreTest);
  };
  const restoreLimits = { ...ports.restoreLimits, manualTtlMs: ports.testLimits.scratchTtlMs };
  return { ...ports, application, restoreLimits };
}
