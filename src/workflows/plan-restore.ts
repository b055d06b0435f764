import { z } from "zod";
import type { Application } from "#domain/application.ts";
import type { DeclaredBackend, Readable } from "#domain/cloud.ts";
import { didYouMean } from "#domain/did-you-mean.ts";
import { DomainError } from "#domain/errors.ts";
import { atLeast } from "#domain/label.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { FoundMember, FoundServer, RecoveryKit } from "#domain/restore/facts.ts";
import { makePlan } from "#domain/restore/make-plan.ts";
import type { RestorePlan } from "#domain/restore/plan.ts";
import { Strategy, waysToRestore } from "#domain/restore/strategy.ts";
import { RestoreTarget, targetOf } from "#domain/restore/target.ts";
import type { CloudPort } from "./cloud-port.ts";
import { findBoot } from "./find-boot.ts";
import type { RestorePorts } from "./restore-ports.ts";

/** What is asked for; a plan is computed from it alone, again and again. */
export const RestoreWish = z.object({
  application: z.string(),
  /** A point's id, or `latest`: the newest that has a grade. */
  point: z.string(),
  /** All roles of the point unless some are named. */
  roles: z.array(z.string()).min(1).optional(),
  strategy: Strategy.optional(),
  /** Default: what the manifest names. */
  target: RestoreTarget.optional(),
  onFailure: z.enum(["tear down", "keep"]).optional(),
});
export type RestoreWish = z.infer<typeof RestoreWish>;

/** How long a recovery kit gets to greet, ms. */
const GREETING_MS = 20_000;

/**
 * Looks at the point, the cloud and the recovery server, changes nothing, and says what a restore would do. What stands
 * against it is among the plan's findings. Errors: `not-found` (application, point), `invalid-input` (a role that the point
 * has not), `unreachable` when the cloud does not answer.
 */
export async function planRestore(
  wish: RestoreWish,
  ports: RestorePorts,
  signal: AbortSignal,
): Promise<RestorePlan> {
  const application = ports.application(wish.application);
  const point = await findPoint(application, wish.point, ports);
  const cloud = ports.cloud(point.cloud);
  const roles = knownRoles(point, wish.roles);
  const target = targetOf(wish.target, application.restore);
  const [set, members, quota, server, boot, better, history] = await Promise.all([
    cloud.showGroupSnapshot(point.groupSnapshotId, signal),
    findMembers(point, cloud, signal),
    cloud.restoreQuota(signal),
    target === "server" ? findServer(application, point, ports, signal) : undefined,
    target === "boot" ? findBoot(application, cloud, signal) : undefined,
    betterPoint(application, point, ports),
    ports.restores.measured(application.application),
  ]);
  const declared = declaredDriver(cloud.declared, point, members);
  return makePlan(
    {
      instance: ports.instance,
      application,
      point,
      better,
      set,
      members,
      roles,
      ways: waysToRestore(point.evidence.backend, declared),
      asked: wish.strategy,
      quota,
      target,
      server,
      boot,
      applications: ports.applications(),
      history,
      ttlMs: ports.restoreLimits.manualTtlMs,
      onFailure: wish.onFailure ?? "tear down",
    },
    ports.clock.now(),
  );
}

async function findPoint(
  { application }: Application,
  wanted: string,
  { records }: RestorePorts,
): Promise<RecoveryPoint> {
  const point = wanted === "latest" ? await latestPoint(application, records) : await records.point(wanted);
  if (point?.application === application) return point;
  const known = (await records.points(application)).map(({ id }) => id);
  const near = didYouMean(wanted, known);
  throw new DomainError(
    "not-found",
    wanted === "latest"
      ? `${application} has no recovery point`
      : `${application} has no recovery point "${wanted}"${near === undefined ? "" : `; ${near}`}`,
    { next: `points ${application} lists them` },
  );
}

/** What failed its restore test has no grade: it is restored by its own name, or where there is nothing else. */
const latestPoint = async (application: string, records: RestorePorts["records"]) =>
  (await records.newestPoint(application, "E")) ?? (await records.newestPoint(application));

function knownRoles(point: RecoveryPoint, roles: readonly string[] | undefined) {
  const known = point.evidence.set.members.map(({ role }) => role);
  const unknown = roles?.find((role) => !known.includes(role));
  if (unknown === undefined) return roles;
  throw new DomainError(
    "invalid-input",
    `point ${point.id} has no role "${unknown}"; ${didYouMean(unknown, known) ?? `it has ${known.join(", ")}`}`,
  );
}

/** The newest point of the wanted grade, for somebody who is about to use a lesser one. */
async function betterPoint(
  { application, objectives: { grade } }: Application,
  point: RecoveryPoint,
  { records }: RestorePorts,
): Promise<string | undefined> {
  if (grade === undefined || atLeast(point.label.grade, grade)) return undefined;
  return (await records.newestPoint(application, grade))?.id;
}

async function findMembers(
  { groupSnapshotId, evidence }: RecoveryPoint,
  cloud: CloudPort,
  signal: AbortSignal,
): Promise<FoundMember[]> {
  const { members } = evidence.set;
  const [listed, sources] = await Promise.all([
    cloud.membersOf(groupSnapshotId, [], signal),
    Promise.all(members.map(({ volumeId }) => cloud.volumeById(volumeId, signal))),
  ]);
  // A member that is not in the list may have lost the name that it is found by there.
  const snapshotOf = async (id: string) =>
    listed.find((one) => one.id === id) ?? (await cloud.snapshotOf(id, signal));
  return Promise.all(
    members.map(async (evidence, index): Promise<FoundMember> => {
      const { snapshotId } = evidence;
      const snapshot = snapshotId === undefined ? undefined : await snapshotOf(snapshotId);
      return { evidence, snapshot, source: sources[index] };
    }),
  );
}

async function findServer(
  application: Application,
  point: RecoveryPoint,
  ports: RestorePorts,
  signal: AbortSignal,
): Promise<FoundServer | undefined> {
  const name = application.restore.recoveryServer;
  if (name === undefined) return undefined;
  const entry = ports.recoveryServers.find((one) => one.name === name && one.cloud === point.cloud);
  const [nova, kit] = await Promise.all([
    readable(ports.cloud(point.cloud).recoveryServer(name, signal), ["not-found", "refused"]),
    entry === undefined
      ? { unread: "config does not tell how to reach it" }
      : readable(greet(entry.address, ports, signal)),
  ]);
  return { name, listed: entry !== undefined, nova, kit };
}

async function greet(
  address: Parameters<RestorePorts["recovery"]["open"]>[0],
  { recovery, instance }: RestorePorts,
  signal: AbortSignal,
): Promise<RecoveryKit> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(GREETING_MS)]);
  try {
    await using session = await recovery.open(address, { runId: "plan", instance }, until);
    return session.facts;
  } catch (cause) {
    if (signal.aborted || !until.aborted) throw cause;
    throw new DomainError("unreachable", `it did not greet within ${GREETING_MS / 1_000} s`, { cause });
  }
}

/** A refusal as an answer: of these kinds, or of any. */
async function readable<T>(read: Promise<T>, kinds?: readonly string[]): Promise<Readable<T>> {
  try {
    return { value: await read };
  } catch (cause) {
    if (!(cause instanceof DomainError) || kinds?.includes(cause.kind) === false) throw cause;
    return { unread: cause.message };
  }
}

/** The driver class that config declares for where the volumes are: by the point's pools, else by the volumes' types. */
function declaredDriver(
  declared: readonly DeclaredBackend[],
  { evidence }: RecoveryPoint,
  members: readonly FoundMember[],
): string | undefined {
  const pools = evidence.backend.pools ?? [];
  const types = members.map(({ source }) => source?.volumeType);
  const fits = ({ pool, volumeTypes }: DeclaredBackend): boolean =>
    pool !== undefined && pools.length > 0
      ? pools.every((one) => one === pool || one.startsWith(`${pool}#`))
      : types.every((type) => type !== undefined && (volumeTypes?.includes(type) ?? false));
  return declared.find(fits)?.driver;
}
