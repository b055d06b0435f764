import { DomainError } from "#domain/errors.ts";
import type { Failure } from "#domain/failure/failure.ts";
import { stillLeft, withGone, withLeft } from "#domain/failure/next-failure.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { changeFailure } from "./change-failure.ts";
import type { Context } from "./context.ts";

/** A clean-up that has ended, and the ids in the cloud of what it has deleted. */
export interface CleanedUp {
  readonly run: string;
  readonly requestedBy: string;
  readonly approvedBy: readonly string[];
  readonly deleted: ReadonlySet<string>;
}

/** For all that is asked of the clouds, ms. */
const WITHIN_MS = 60_000;

/**
 * What failed snapshots have left behind, as scans have found it, and which of it Cinder does not know any more. Of all
 * applications unless one is named. A cloud that does not answer is asked again after the next run.
 */
export async function lookAtLeftovers(
  context: Context,
  { application, cleanup }: { readonly application?: string; readonly cleanup?: CleanedUp },
  tell: (incident: Incident) => void,
): Promise<void> {
  const open = (await context.ports.records.openIncidents()).map(({ incident }) => incident);
  for (const { kind, application: name, failure } of open) {
    if (kind !== "snapshot" || failure === undefined || (application ?? name) !== name) continue;
    const seen = await lookAtOne(context, name, failure, cleanup);
    await changeFailure(context, name, (before) => before && seen(before), tell);
  }
}

async function lookAtOne(
  { manifests, ports }: Context,
  application: string,
  failure: Failure,
  cleanup: CleanedUp | undefined,
): Promise<(before: Failure) => Failure> {
  // Its manifest is gone: so is the incident, with the next look.
  const cloud = manifests.current().get(application)?.cloud;
  if (cloud === undefined) return (before) => before;
  const runs = new Set(failure.runs.map(({ id }) => id));
  const found = (await ports.orphans.records.list(cloud)).flatMap(({ record: { orphan } }) =>
    orphan.kind === "group snapshot" && orphan.runId !== undefined && runs.has(orphan.runId)
      ? { id: orphan.thing, run: orphan.runId }
      : [],
  );
  const known = found.reduce((so, { id, run }) => withLeft(so, run, [id]), failure);
  const at = ports.clock.now();
  const gone = await goneOf(stillLeft(known), () => ports.cloud(cloud));
  const byCleanup = new Set([...gone].filter((id) => cleanup?.deleted.has(id) === true));
  return (before) => {
    const all = found.reduce((so, { id, run }) => withLeft(so, run, [id]), before);
    if (cleanup === undefined) return withGone(all, gone, { at });
    const { run, requestedBy, approvedBy } = cleanup;
    const told = withGone(all, byCleanup, { at, cleanup: { run, requestedBy, approvedBy: [...approvedBy] } });
    return withGone(told, gone, { at });
  };
}

async function goneOf(
  ids: readonly string[],
  cloud: () => ReturnType<Context["ports"]["cloud"]>,
): Promise<Set<string>> {
  const gone = new Set<string>();
  const signal = AbortSignal.timeout(WITHIN_MS);
  try {
    for (const id of ids) if ((await cloud().showGroupSnapshot(id, signal)) === undefined) gone.add(id);
  } catch (cause) {
    if (!(cause instanceof DomainError) && !signal.aborted) throw cause;
  }
  return gone;
}
