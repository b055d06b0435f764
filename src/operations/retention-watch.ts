import { setImmediate } from "node:timers/promises";
import type { Application } from "#domain/application.ts";
import { policyWords } from "#domain/retention/policy.ts";
import { PruneResult } from "#domain/retention/result.ts";
import { SCHEDULE } from "#domain/schedule/record.ts";
import type { RunView } from "#engine/port.ts";
import { newRunId } from "#support/ids.ts";
import { createListeners } from "#support/listeners.ts";
import { requestPruneKey } from "#workflows/lock-keys.ts";
import { lookAtRetention, type RetentionNow } from "#workflows/look-at-retention.ts";
import { DELETE_POINTS, PRUNE_POINTS, REQUEST_PRUNE } from "#workflows/names.ts";
import { retentionMandate } from "#workflows/retention-mandate.ts";
import type { Context } from "./context.ts";
import { failedSnapshot } from "./failed-snapshot.ts";
import { applicationOf } from "./run-lines.ts";

/** An application whose retention could not be looked at; the next look tries again. */
export interface RetentionFailure {
  readonly application: string;
  readonly error: unknown;
}

export interface RetentionWatch {
  look(signal: AbortSignal): Promise<readonly RetentionFailure[]>;
  on(listener: (result: PruneResult) => void): () => void;
}

/** Without news of its runs an application is looked at so seldom, ms: what the cloud kept, and what people changed there. */
const SELDOM_MS = 3_600_000;

/**
 * Begins what retention has to do, and asks for what somebody has to approve first. An application is looked at after its
 * runs and its manifest have changed something, and once an hour; at all other times a look costs nothing.
 */
export function createRetentionWatch(context: Context): RetentionWatch {
  const listeners = createListeners<PruneResult>();
  const looked = new Map<string, Looked>();
  const told = new Map<string, string>();
  let looking: Promise<readonly RetentionFailure[]> | undefined;
  context.engine.onChange((run) => {
    if (run.endedAt === undefined) return;
    const application = applicationOf(run);
    if (application === undefined) return;
    // What a run of retention has left over waits for news, or for its hour: at most so many points go at a time.
    if (run.workflow === DELETE_POINTS) return;
    if (run.workflow !== PRUNE_POINTS) return void looked.delete(application);
    const result = prunedBy(run);
    if (result !== undefined && isNews(result, told)) listeners.tell(result);
  });
  return {
    look: (signal) => {
      // Two at once would begin the same run twice.
      looking ??= look(context, looked, signal).finally(() => {
        looking = undefined;
      });
      return looking;
    },
    on: listeners.on,
  };
}

/** What is still there for the same reason as after the run before was told then. */
function isNews({ application, pruned, left }: PruneResult, told: Map<string, string>): boolean {
  const now = JSON.stringify(left);
  const same = told.get(application) === now;
  told.set(application, now);
  return pruned.length > 0 || (left.length > 0 && !same);
}

/** When, and by which manifest. */
interface Looked {
  readonly at: number;
  readonly application: Application;
}

const prunedBy = (run: RunView): PruneResult | undefined => PruneResult.safeParse(run.result).data;

async function look(
  context: Context,
  looked: Map<string, Looked>,
  signal: AbortSignal,
): Promise<RetentionFailure[]> {
  const { manifests, ports } = context;
  const failures: RetentionFailure[] = [];
  for (const application of manifests.current().values()) {
    signal.throwIfAborted();
    const name = application.application;
    const before = looked.get(name);
    const at = ports.clock.monotonic();
    if (application.retention === undefined) continue;
    if (before !== undefined && before.application === application && at - before.at < SELDOM_MS) continue;
    // Before the look: what changes meanwhile is looked at again.
    looked.set(name, { at, application });
    try {
      if (!(await lookAt(context, application, signal))) looked.delete(name);
    } catch (error) {
      signal.throwIfAborted();
      looked.delete(name);
      failures.push({ application: name, error });
    }
    // Each may read many points: whoever beats for a frozen guest comes in between.
    await setImmediate();
  }
  return failures;
}

/** False: it is to be looked at again soon. */
async function lookAt(context: Context, application: Application, signal: AbortSignal): Promise<boolean> {
  const { engine, ports } = context;
  const name = application.application;
  const failedRun = await failedSnapshot(engine, name);
  const now = await lookAtRetention(application, { failedRun, cloud: false }, ports, signal);
  if (now === undefined || !now.fates.some(({ fate }) => fate !== "stays")) return true;
  const { mandate } = await retentionMandate(application, now, ports, signal);
  if (mandate.state === "waiting") return true;
  if (mandate.state === "wanting") {
    if (mandate.from === undefined || ports.clock.now() < mandate.from) return true;
    return ask(context, name);
  }
  if (!application.approve.includes("prune")) await standing(context, name, now);
  if (!now.fates.some(({ fate }) => fate === "goes")) return true;
  const input = {
    application: name,
    requestedBy: SCHEDULE,
    ...(failedRun === undefined ? {} : { failedRun }),
  };
  const started = await engine.start(PRUNE_POINTS, newRunId(ports.clock.now()), input, {
    lockKey: name,
    onBusy: "skip",
  });
  return started.kind !== "skipped";
}

/** Nobody is asked twice at the same time. */
async function ask({ engine, ports }: Context, name: string): Promise<boolean> {
  const input = { application: name, requestedBy: SCHEDULE };
  const started = await engine.start(REQUEST_PRUNE, newRunId(ports.clock.now()), input, {
    lockKey: requestPruneKey(name),
    onBusy: "skip",
  });
  return started.kind !== "skipped";
}

/** A policy that nobody has to approve is put on record before it is carried out, with what it would take. */
async function standing(
  { ports: { records, clock } }: Context,
  name: string,
  now: RetentionNow,
): Promise<void> {
  const kept = await records.retention(name);
  const { policy, digest, fates } = now;
  const before = kept?.record.inForce;
  if (before?.digest === digest) return;
  const inForce = { policy, digest, since: clock.now(), approvedBy: [] };
  const would = fates.filter(({ fate }) => fate !== "stays").map(({ point }) => point);
  await records.saveRetention({ ...kept?.record, application: name, inForce }, kept?.version ?? "absent", {
    actor: SCHEDULE,
    act: "retention.standing",
    subject: name,
    detail: {
      policy: policyWords(policy),
      digest,
      ...(before === undefined ? {} : { before: policyWords(before.policy) }),
      points: fates.length,
      would: would.slice(0, NAMED),
    },
  });
}

/** More are counted. */
const NAMED = 50;
