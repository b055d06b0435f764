import { z } from "zod";
import { type EndedRun, failureKindOf } from "#domain/failure/failure-kind.ts";
import { withFailed, withMended } from "#domain/failure/next-failure.ts";
import { CleanupReport } from "#domain/orphans/cleanup-record.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { SnapshotResult } from "#domain/snapshot-result.ts";
import type { RunView } from "#engine/port.ts";
import { SNAPSHOT_APPLICATION } from "#workflows/names.ts";
import { changeFailure } from "./change-failure.ts";
import type { Context } from "./context.ts";
import { type CleanedUp, lookAtLeftovers } from "./look-at-leftovers.ts";

export interface FailureWatch {
  /** The incident that a failed run belongs to, once its end has been dealt with. */
  incidentOf(runId: string): Promise<Incident | undefined>;
  /** Once: deals with ends that nobody has dealt with because of a crash. */
  takeUp(): Promise<void>;
}

/** A run that ended before this was told then, or `runs` tells it. */
const MISSED_FOR_MS = 60 * 60_000;
/** Newest ones that are looked at in the beginning. */
const LOOKS_AT = 200;

/**
 * Follows the ends of runs: what failed opens the one incident of its application, what fails meanwhile joins it, and a good
 * point and the end of all that was left behind resolve it. One after another; what cannot be written now is found again by
 * the next end or the next start.
 */
export function createFailureWatch(context: Context, tell: (incident: Incident) => void): FailureWatch {
  const { engine, ports } = context;
  const froze = new Set<string>();
  let tail: Promise<unknown> = Promise.resolve();
  let taken: Promise<void> | undefined;
  const inTurn = (run: RunView): void => {
    const wasFrozen = froze.delete(run.id);
    tail = tail.then(() => take(context, run, wasFrozen, tell)).catch(() => undefined);
  };
  engine.onProgress((runId, update) => {
    if (Freezing.safeParse(update).success) froze.add(runId);
  });
  engine.onChange((run) => {
    if (run.state !== "queued" && run.state !== "running" && concerns(run)) inTurn(run);
  });
  const takeUp = async (): Promise<void> => {
    const after = ports.clock.now() - MISSED_FOR_MS;
    const known = new Set(
      (await ports.records.incidents(LOOKS_AT)).flatMap(
        ({ failure }) => failure?.runs.map(({ id }) => id) ?? [],
      ),
    );
    const newest = await engine.list({ workflow: SNAPSHOT_APPLICATION, limit: LOOKS_AT });
    for (const run of newest.toReversed()) if ((run.endedAt ?? 0) >= after && !known.has(run.id)) inTurn(run);
    await tail;
  };
  const once = (): Promise<void> => {
    taken ??= takeUp();
    return taken;
  };
  return {
    takeUp: once,
    incidentOf: async (runId) => {
      await once();
      await tail;
      const all = await ports.records.incidents(LOOKS_AT);
      return all.find(({ failure }) => failure?.runs.some(({ id }) => id === runId) === true);
    },
  };
}

const Freezing = z.looseObject({ phase: z.enum(["freezing", "frozen"]) });
const Input = z.looseObject({ application: z.string(), requestedBy: z.string().optional() });

const concerns = ({ workflow }: RunView): boolean =>
  /^(snapshot-application|request-cleanup|clean-orphans|scan-orphans)@/.test(workflow);

type Tell = (incident: Incident) => void;

async function take(context: Context, run: RunView, froze: boolean, tell: Tell): Promise<void> {
  if (run.workflow.startsWith("scan-orphans@")) return lookAtLeftovers(context, {}, tell);
  const input = Input.safeParse(run.input);
  if (!input.success) return;
  const { application, requestedBy = "" } = input.data;
  if (run.workflow.startsWith("snapshot-application@"))
    await ofSnapshot(context, { run, application, requestedBy, froze }, tell);
  await lookAtLeftovers(context, { application, ...cleanedUp(run, requestedBy) }, tell);
}

async function ofSnapshot(
  context: Context,
  { run, application, requestedBy, froze }: Taken,
  tell: Tell,
): Promise<void> {
  const at = run.endedAt ?? context.ports.clock.now();
  const kind = failureKindOf(asEnded(run), froze);
  const result = SnapshotResult.safeParse(run.result).data;
  if (kind !== undefined) {
    const left = result?.leftovers.map(({ id }) => id) ?? [];
    await changeFailure(
      context,
      application,
      (before) => withFailed(before, { id: run.id, kind, at }, left),
      tell,
    );
  } else if (run.state === "done" && result?.point !== undefined) {
    const { point, label } = result;
    const grade = label?.grade === undefined ? {} : { grade: label.grade };
    const mended = { run: run.id, point, ...grade, by: requestedBy, at };
    await changeFailure(context, application, (before) => before && withMended(before, mended), tell);
  }
}

interface Taken {
  readonly run: RunView;
  readonly application: string;
  readonly requestedBy: string;
  readonly froze: boolean;
}

const asEnded = ({ state, result, error }: RunView): EndedRun => ({ state, result, error });

function cleanedUp({ result }: RunView, requestedBy: string): { cleanup?: CleanedUp } {
  const report = CleanupReport.safeParse(result).data;
  if (report === undefined) return {};
  const { runId: run, approvedBy, items } = report;
  const deleted = items.flatMap(({ thing, outcome }) => (outcome === "deleted" ? thing : []));
  return { cleanup: { run, requestedBy, approvedBy, deleted: new Set(deleted) } };
}
