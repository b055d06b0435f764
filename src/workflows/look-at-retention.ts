import { setImmediate } from "node:timers/promises";
import type { Application } from "#domain/application.ts";
import { DomainError } from "#domain/errors.ts";
import { isProtected, readProtection } from "#domain/protection.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { RestoreRecord } from "#domain/restore/record.ts";
import { type Fates, fatesOf, type RetentionFacts } from "#domain/retention/fates.ts";
import { policyDigest, policyOf, type RetentionPolicy } from "#domain/retention/policy.ts";
import { type RetainedPoint, retainedPoint } from "#domain/retention/retained-point.ts";
import { createZone } from "#domain/schedule/zone.ts";
import { allPoints } from "./all-points.ts";
import { lostSets } from "./lost-sets.ts";
import { dependantsOf } from "./point-dependants.ts";
import type { TestPorts } from "./test-ports.ts";

/** What retention would do now; without a policy there are no points in it. */
export interface RetentionNow extends Fates {
  readonly policy: RetentionPolicy;
  readonly digest: string;
}

export interface Look {
  /** The last snapshot run, when it has failed. */
  readonly failedRun: string | undefined;
  /** Without it only the store is asked: what nothing there keeps may still be kept by the cloud. */
  readonly cloud: boolean;
}

/**
 * What retention would do with an application's points now, changing nothing: the same for whoever asks, simulation and run.
 * What could not be looked at keeps everything. Undefined: the manifest says nothing of retention.
 */
export async function lookAtRetention(
  application: Application,
  { failedRun, cloud }: Look,
  ports: TestPorts,
  signal: AbortSignal,
): Promise<RetentionNow | undefined> {
  const policy = policyOf(application);
  if (policy === undefined) return undefined;
  const name = application.application;
  const points = await allPoints(ports.records, name);
  const seen = cloud ? await seenInCloud(application, points, ports, signal) : nothingSeen;
  const facts: RetentionFacts = {
    points: points.map((point) => seenPoint(point, seen.lost)),
    policy,
    zone: createZone(policy.timezone),
    atOnce: ports.limits.prunedAtOnce,
    now: ports.clock.now(),
    rpoMs: application.objectives.rpo,
    wanted: application.objectives.grade,
    failedRun,
    testing: await testOf(name, ports),
    restores: restoresOf(name, await ports.restores.open()),
    dependants: seen.dependants,
    unseen: [...seen.unseen, ...(await waitingRestores(name, ports))],
  };
  const fates = cloud ? await withMarks(facts, points, ports, signal) : fatesOf(facts);
  return { ...fates, policy, digest: policyDigest(name, policy) };
}

/** One at a time goes on; what was begun before it has ended. */
const NEWEST_TESTS = 3;

/** One that came to no end in its time is waited for no longer: what it has restored is on record. */
async function testOf(name: string, { tests, testLimits, clock }: TestPorts): Promise<string | undefined> {
  const from = clock.now() - testLimits.scratchTtlMs;
  const newest = await tests.newest(name, NEWEST_TESTS);
  return newest.find(({ state, startedAt }) => state === "running" && startedAt > from)?.id;
}

interface SeenInCloud {
  readonly dependants: ReadonlyMap<string, readonly string[]>;
  /** What became of sets that are not `available`, by the point's id. */
  readonly lost: ReadonlyMap<string, string>;
  readonly unseen: readonly string[];
}

const nothingSeen: SeenInCloud = { dependants: new Map(), lost: new Map(), unseen: [] };

function seenPoint(point: RecoveryPoint, lost: SeenInCloud["lost"]): RetainedPoint {
  const state = lost.get(point.id);
  return { ...retainedPoint(point), ...(state === undefined ? {} : { lost: state }) };
}

async function seenInCloud(
  application: Application,
  points: readonly RecoveryPoint[],
  ports: TestPorts,
  signal: AbortSignal,
): Promise<SeenInCloud> {
  const dependants = new Map<string, string[]>();
  const lost = new Map<string, string>();
  const unseen: string[] = [];
  // Those of an earlier manifest may be in another cloud.
  for (const [cloud, there] of Map.groupBy(points, (point) => point.cloud)) {
    try {
      for (const [id, what] of await dependantsOf(there, ports.cloud(cloud), signal))
        dependants.set(id, what);
      const gone = await lostSets(there, ports.cloud(cloud), signal);
      for (const [id, state] of gone) lost.set(id, state);
      // A credential of another project sees none of them.
      if (there.length > 0 && there.every(({ id }) => gone.get(id) === "gone"))
        unseen.push(
          `none of the ${there.length} group snapshots of ${application.application} is in the project that cloud ${cloud} shows: freezeframe orphans ${application.application}`,
        );
    } catch (cause) {
      signal.throwIfAborted();
      if (!(cause instanceof DomainError)) throw cause;
      unseen.push(
        `what was made from points of ${application.application} could not be seen: ${cause.message}`,
      );
    }
  }
  return { dependants, lost, unseen };
}

function restoresOf(name: string, open: readonly RestoreRecord[]): Map<string, string[]> {
  const ours = open.filter(({ application }) => application === name);
  return new Map(
    [...Map.groupBy(ours, ({ plan }) => plan.point.id)].map(([point, restores]) => [
      point,
      restores.map(restoreWords),
    ]),
  );
}

function restoreWords({ id, state }: RestoreRecord): string {
  switch (state) {
    case "running":
      return `restore ${id} of it goes on`;
    case "kept":
      return `what restore ${id} made of it is there`;
    case "left":
    case "gone":
      return `restore ${id} of it left something behind`;
  }
}

/** Which point it is of is in its plan; it begins the moment it is approved. */
async function waitingRestores(name: string, { records }: TestPorts): Promise<string[]> {
  const open = await records.openApprovals();
  return open
    .filter(
      ({ application, subject, state }) =>
        application === name && subject.kind === "restore" && state === "requested",
    )
    .map(({ id }) => `a restore waits for approval ${id}`);
}

/** Members of those that would go are asked for marks that only the cloud has; whatever is found is counted anew. */
async function withMarks(
  facts: RetentionFacts,
  points: readonly RecoveryPoint[],
  ports: TestPorts,
  signal: AbortSignal,
): Promise<Fates> {
  const marked = new Map(facts.points.map((point) => [point.id, point]));
  const asked = new Set<string>();
  for (;;) {
    const fates = fatesOf({ ...facts, points: [...marked.values()] });
    const next = fates.fates.find(({ fate, point }) => fate === "goes" && !asked.has(point));
    const point = next && points.find(({ id }) => id === next.point);
    if (point === undefined) return fates;
    asked.add(point.id);
    try {
      const mark = await markOf(point, ports, signal);
      if (mark !== undefined) {
        const was = marked.get(point.id) ?? retainedPoint(point);
        marked.set(point.id, { ...was, protected: mark });
      }
    } catch (cause) {
      signal.throwIfAborted();
      if (!(cause instanceof DomainError)) throw cause;
      const why = `the snapshots of ${point.id} could not be seen: ${cause.message}`;
      return fatesOf({ ...facts, unseen: [...facts.unseen, why] });
    }
    await setImmediate();
  }
}

async function markOf(
  { cloud, groupSnapshotId, evidence }: RecoveryPoint,
  ports: TestPorts,
  signal: AbortSignal,
): Promise<RetainedPoint["protected"]> {
  const volumeIds = evidence.set.members.map(({ volumeId }) => volumeId);
  const members = await ports.cloud(cloud).membersOf(groupSnapshotId, volumeIds, signal);
  const held = members.find(({ metadata }) => isProtected(metadata));
  return held && readProtection(held.metadata);
}
