import { z } from "zod";
import type { Application } from "#domain/application.ts";
import type { DeletableSet } from "#domain/deletable-set.ts";
import { DomainError } from "#domain/errors.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { LeftPoint } from "#domain/retention/result.ts";
import type { Json, RunContext } from "#engine/port.ts";
import { deleteSet, type SetDeleted } from "./delete-set.ts";
import { lookAtRetention } from "./look-at-retention.ts";
import { retentionMandate } from "./retention-mandate.ts";
import type { TestPorts } from "./test-ports.ts";

export const DeletePointsInput = z.object({
  application: z.string(),
  /** Ids, in the order in which they go. */
  points: z.array(z.string()).max(100),
  /** Of the policy by which they go. */
  policy: z.string(),
  /** Slack ids of those who approved that policy. */
  approvedBy: z.array(z.string()),
});

/** JSON. */
export type DeletedPoints = { readonly pruned: string[]; readonly left: LeftPoint[] };

/**
 * Deletes points one after another: the group snapshot first, and when it is seen to be gone the point, in one commit with its
 * audit row. Start it with the key of the application's restore tests, from a run that has the application's own: then no
 * restore, snapshot or test of this installation can come upon a point while it goes.
 *
 * Ran twice or half ran: what is gone is gone, and the second writes nothing. Never heard back: see deleteSet.
 */
export async function deletePoints(ctx: RunContext, given: Json, ports: TestPorts): Promise<DeletedPoints> {
  const input = DeletePointsInput.parse(given);
  const pruned: string[] = [];
  const left: LeftPoint[] = [];
  for (const id of input.points) {
    ctx.progress({ phase: "deleting", what: id });
    const became = await ctx.step(`delete ${id}`, ({ signal }) => deleteOne(id, input, ports, signal));
    if (!became.gone) {
      left.push({ point: id, why: became.why, remedy: became.remedy });
      // Whoever waits for the application does not wait for each of them: a later run takes the others.
      if (became.late === true) break;
      continue;
    }
    await ctx.step(`forget ${id}`, () => forget(ctx.runId, id, input, ports).then(() => null));
    pruned.push(id);
  }
  return { pruned, left };
}

/** Cinder gets so long for one set, ms: whoever wants to take a snapshot waits meanwhile. A later run looks again. */
const WITHIN_MS = 120_000;

async function deleteOne(
  id: string,
  { application }: z.infer<typeof DeletePointsInput>,
  ports: TestPorts,
  signal: AbortSignal,
): Promise<SetDeleted> {
  const point = await ports.records.point(id);
  if (point === undefined) return { gone: true };
  const held = (await heldBy(point, ports)) ?? (await againstIt(id, application, ports, signal));
  if (held !== undefined) return { gone: false, why: held, remedy: [] };
  const { restoreLimits, clock, instance } = ports;
  const around = {
    ...{ cloud: ports.cloud(point.cloud), clock, instance },
    withinMs: Math.min(restoreLimits.tearDownWithinMs, WITHIN_MS),
    pollMs: restoreLimits.pollMs,
  };
  return deleteSet(setOf(point), around, signal);
}

/** What somebody may have done since the look. */
async function heldBy(
  { id, protected: held }: RecoveryPoint,
  { restores }: TestPorts,
): Promise<string | undefined> {
  if (held !== undefined) return `it is protected by ${held.by}`;
  const open = (await restores.open()).find(({ plan }) => plan.point.id === id);
  return open === undefined ? undefined : `restore ${open.id} is of it`;
}

/**
 * What has changed since the look, which may be long ago when a process has died in between: the manifest, who approved it,
 * how old the newest point is, a restore that waits for its approval, and what has become of the sets of the points that stay.
 */
async function againstIt(
  id: string,
  name: string,
  ports: TestPorts,
  signal: AbortSignal,
): Promise<string | undefined> {
  const application = manifestNow(name, ports);
  if ("gone" in application) return application.gone;
  const now = await lookAtRetention(application, { failedRun: undefined, cloud: true }, ports, signal);
  if (now === undefined) return "the manifest says nothing of retention any more";
  if (now.halts.length > 0) return now.halts.join("; ");
  const fate = now.fates.find(({ point }) => point === id);
  if (fate?.fate === "stays") return fate.why.join("; ");
  const { mandate } = await retentionMandate(application, now, ports, signal);
  return mandate.state === "given" ? undefined : `its policy may not be carried out: ${mandate.text}`;
}

function manifestNow(name: string, ports: TestPorts): Application | { readonly gone: string } {
  try {
    return ports.application(name);
  } catch (cause) {
    if (!(cause instanceof DomainError)) throw cause;
    return { gone: cause.message };
  }
}

const setOf = ({ groupSnapshotId, groupId, evidence: { set } }: RecoveryPoint): DeletableSet => ({
  id: groupSnapshotId,
  name: set.name,
  groupId,
  members: set.members.flatMap(({ snapshotId, volumeId }) =>
    snapshotId === undefined ? [] : [{ snapshotId, volumeId }],
  ),
});

const forget = (
  runId: string,
  id: string,
  { policy, approvedBy }: z.infer<typeof DeletePointsInput>,
  { records }: TestPorts,
): Promise<void> =>
  records.removePoint(id, { actor: `run ${runId}`, act: "point.pruned", detail: { policy, approvedBy } });
