import type { Application } from "#domain/application.ts";
import type { CanaryRun } from "#domain/canary/run.ts";
import { DomainError } from "#domain/errors.ts";
import type { HoldEvidence } from "#domain/evidence.ts";
import { groupSnapshotName } from "#domain/naming.ts";
import { overBudget, surelyOverBudget } from "#domain/preflight/prediction.ts";
import type { RunContext, StepContext } from "#engine/port.ts";
import { newToken } from "#support/ids.ts";
import { pause } from "#support/pause.ts";
import type { Attempt } from "./attempt.ts";
import { type Cut, cut } from "./cut.ts";
import { type FrozenCut, frozenCut } from "./frozen-cut.ts";
import { openHold } from "./open-hold.ts";
import { refusePaused } from "./paused.ts";
import type { Ports } from "./ports.ts";
import type { Target } from "./preflight.ts";
import { settleOpenHolds } from "./settle-open-holds.ts";
import { startCanary } from "./start-canary.ts";

/** What one execution of the window brought. JSON: this is what the journal keeps of it. */
export type WindowResult = {
  readonly token: string;
  readonly execution: number;
  /** Absent: Cinder was asked for nothing. */
  readonly cut?: Cut;
  readonly hold?: HoldEvidence;
  readonly canary?: CanaryRun;
  /** Why there is no whole freeze behind this cut; empty when there is, or when none was wanted. */
  readonly holdFailure: string[];
};

/**
 * The freeze window, as ONE durable step: settle what an earlier execution left → commit a hold → freeze → prove → cut →
 * prove → thaw → only then a journal write. A crash inside runs it again from the start, under a new token; it is never
 * taken up in the middle, because the guests have thawed meanwhile.
 *
 * Ran twice: each execution has its own token, the other's set is a leftover. Half ran: the guests thaw by themselves.
 * Never heard back: the set is looked for by name, within this execution only.
 */
export async function window(
  ctx: RunContext,
  step: StepContext,
  application: Application,
  target: Target,
  ports: Ports,
): Promise<WindowResult> {
  await settleEarlierHolds(application, step, ports);
  await refusePaused(ports.records, application.application);
  const token = newToken();
  const name = groupSnapshotName({
    instance: ports.instance,
    application: application.application,
    runId: ctx.runId,
    token,
  });
  const attempt = { ctx, application, target, ports, token, name };
  const frozen = await frozenOrNot(attempt, step);
  const required = application.quiesce.policy === "require";
  const { cut: made, canary } =
    frozen.cut !== undefined || required ? frozen : await unfrozenCut(attempt, step.signal);
  return {
    token,
    execution: step.execution,
    ...(made === undefined ? {} : { cut: made }),
    ...(canary === undefined ? {} : { canary }),
    ...(frozen.hold === undefined ? {} : { hold: frozen.hold }),
    holdFailure: frozen.failure,
  };
}

/** The freeze, unless the policy or what is known beforehand says that there is none to be had. */
async function frozenOrNot(attempt: Attempt, step: StepContext): Promise<FrozenCut> {
  const { application, target, ports } = attempt;
  const failure = whyNoFreeze(application, target);
  if (failure === undefined) return ports.windowSlots.within(step.signal, () => heldCut(attempt, step));
  await keepToken(attempt, step);
  return { begun: false, failure };
}

/** Why none is tried, which is no failure where none was wanted; undefined: one is. */
function whyNoFreeze({ quiesce: { policy, budget } }: Application, { prediction }: Target) {
  if (policy === "skip") return [];
  if (prediction === undefined || !surelyOverBudget(prediction, budget)) return undefined;
  return [`not frozen: ${overBudget(prediction, budget)}`];
}

/** Nothing is owed to any guest. But whatever this cut leaves in the cloud is proved to be ours by its token alone. */
function keepToken({ application, ports, token, ctx }: Attempt, step: StepContext): Promise<void> {
  const now = ports.clock.now();
  return ports.records.openHold({
    token,
    application: application.application,
    runId: ctx.runId,
    execution: step.execution,
    servers: [],
    openedAt: now,
    settledAt: now,
    settledHow: "nothing was to be frozen",
    froze: false,
  });
}

/**
 * A hold that a dead execution left open: thaw it if it is still there, and only if it is ours. Then at most so many
 * executions a run and one a minute: a crash loop must not freeze a database again and again.
 */
async function settleEarlierHolds(application: Application, step: StepContext, ports: Ports): Promise<void> {
  const open = await settleOpenHolds(application, step, ports);
  const { windowExecutions, betweenExecutionsMs } = ports.limits;
  if (step.execution > windowExecutions)
    throw new DomainError(
      "interrupted",
      `the freeze window was interrupted ${windowExecutions} times and is not tried again`,
      {
        next: "find out why Freezeframe stopped in the middle (its log), then ask for a new snapshot",
      },
    );
  const last = Math.max(0, ...open.map((hold) => hold.openedAt));
  await pause(last + betweenExecutionsMs - ports.clock.now(), step.signal);
}

async function heldCut(attempt: Attempt, step: StepContext): Promise<FrozenCut> {
  const { ports, token, ctx } = attempt;
  await openHold(attempt, ctx, step, token);
  const frozen = await frozenCut(attempt, step.signal);
  await ports.records.settleHold(token, describeEnd(frozen), frozen.begun);
  return frozen;
}

/** The cut without a freeze, with the same deadline. */
async function unfrozenCut(
  attempt: Attempt,
  signal: AbortSignal,
): Promise<Pick<WindowResult, "cut" | "canary">> {
  await using canary = startCanary(attempt, signal);
  await attempt.ports.cloud(attempt.application.cloud).warm(signal);
  await canary.ready;
  const made = await cut(attempt, AbortSignal.timeout(attempt.application.quiesce.budget));
  const told = await canary.end(made);
  return { cut: made, ...(told === undefined ? {} : { canary: told }) };
}

function describeEnd({ hold, failure }: FrozenCut): string {
  if (hold === undefined) return `not frozen: ${failure[0] ?? "no reason given"}`;
  return hold.servers.every((server) => server.thawProved) ? "thawed, proved" : "thaw not proved";
}
