import { DomainError } from "#domain/errors.ts";
import type { PlannedVolume } from "#domain/restore/plan.ts";
import { restoredMetadata } from "#domain/restore/restored-stamp.ts";
import type { StepContext } from "#engine/port.ts";
import { askOnce, madeId } from "./ask-once.ts";
import { cloudOf, groupNameOf, nameOf, type RestoreRun, stampOf } from "./restore-run.ts";
import { tearDown } from "./tear-down.ts";

/** What was asked for and has an id. JSON. */
export type RestoredIds = Asked & {
  /** An earlier execution died over its requests: one of them may be taken even now. */
  readonly again?: true;
};

type Asked =
  | { readonly how: "group"; readonly groupId: string }
  | { readonly how: "volumes"; readonly volumes: { role: string; volumeId: string }[] };

/**
 * Asks Cinder for everything at once, under names that were known before. A request is not cut off by a cancel: its answer
 * is waited for, so that nothing comes to be that nobody knows of. Throws when anything is not made; whatever is, is found
 * by its name.
 *
 * Ran twice: only this execution adopts what a lost answer has made; what a dead one has made goes first.
 */
export async function createRestored(run: RestoreRun, step: StepContext): Promise<RestoredIds> {
  const create = run.plan.strategy.how === "group" ? createGroup : createVolumes;
  if (step.execution === 1) return create(run, step);
  await removeEarlier(run, step.signal);
  return { ...(await create(run, step)), again: true };
}

async function removeEarlier(run: RestoreRun, signal: AbortSignal): Promise<void> {
  const { left } = await tearDown(run, signal);
  if (left.length === 0) return;
  throw new DomainError(
    "failed",
    `what an earlier execution of this run has made could not be removed: ${left.map(({ id }) => id).join(", ")}`,
  );
}

async function createGroup(run: RestoreRun, step: StepContext): Promise<Asked> {
  const cloud = cloudOf(run);
  const { groupSnapshotId } = run.plan.point;
  const name = groupNameOf(run);
  const created = await askOnce((signal) =>
    cloud.createGroupFromSnapshot({ name, description: description(run), groupSnapshotId }, signal),
  );
  const groupId = await madeId(
    created,
    { service: "Cinder", thing: `group ${name}` },
    run,
    async (signal) => {
      const found = await cloud.groupsNamed(name, signal);
      return found.find((group) => group.groupSnapshotId === groupSnapshotId)?.id;
    },
  );
  step.signal.throwIfAborted();
  return { how: "group", groupId };
}

async function createVolumes(run: RestoreRun, step: StepContext): Promise<Asked> {
  // All of them end before any failure is told: none may come to be behind our back.
  const results = await Promise.allSettled(run.plan.volumes.map((volume) => createVolume(run, volume)));
  const failed = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  if (failed.length > 0) throw together(failed);
  step.signal.throwIfAborted();
  return {
    how: "volumes",
    volumes: results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])),
  };
}

async function createVolume(run: RestoreRun, planned: PlannedVolume) {
  const cloud = cloudOf(run);
  const { role, snapshotId, sizeGib, volumeType, availabilityZone } = planned;
  if (volumeType === undefined) throw new DomainError("refused", `${role}: its volume type is not known`);
  const name = nameOf(run, role);
  const created = await askOnce((signal) =>
    cloud.createVolumeFromSnapshot(
      {
        name,
        description: description(run),
        snapshotId,
        sizeGib,
        volumeType,
        ...(availabilityZone === undefined ? {} : { availabilityZone }),
        metadata: restoredMetadata(stampOf(run, planned)),
      },
      signal,
    ),
  );
  const volumeId = await madeId(
    created,
    { service: "Cinder", thing: `volume ${name}` },
    run,
    async (signal) => {
      const found = await cloud.volumesNamed(name, signal);
      return found.find((volume) => volume.name === name && volume.snapshotId === snapshotId)?.id;
    },
  );
  return { role, volumeId };
}

const description = ({ runId, plan }: RestoreRun): string =>
  `Freezeframe run ${runId}, from recovery point ${plan.point.id}`;

function together(failures: readonly unknown[]): Error {
  const texts = failures.map((cause) => (cause instanceof Error ? cause.message : String(cause)));
  return new DomainError("failed", texts.join("; "), { cause: failures[0] });
}
