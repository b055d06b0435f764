import { bySeverity } from "#domain/preflight/judge.ts";
import { blocks } from "../finding.ts";
import { asksDatabase, checksOf, type DatabaseKind } from "./check.ts";
import { databaseFindings, databaseToStart, type SourceDatabase } from "./database.ts";
import type { FoundMember, RestoreFacts } from "./facts.ts";
import type { PlannedVolume, RestorePlan } from "./plan.ts";
import { isReadApart, planBoot, withBoot } from "./plan-boot.ts";
import { pointFindings } from "./point-findings.ts";
import { forecastQuota, quotaFindings } from "./quota.ts";
import { readerFindings } from "./reader-findings.ts";
import { expectedRto } from "./report.ts";
import { chooseStrategy, strategyFindings } from "./strategy.ts";

/** The plan that these facts allow, with everything that stands against it among its findings. Pure. */
export function makePlan(facts: RestoreFacts, plannedAt: number): RestorePlan {
  const { application, point, ways, server } = facts;
  const strategy = chooseStrategy(ways, facts.asked);
  const volumes = inOrder(facts).map((member) => plannedVolume(member, facts));
  const leftOut = facts.members
    .map(({ evidence }) => evidence.role)
    .filter((role) => facts.roles?.includes(role) === false);
  const database = databaseToStart(facts);
  const how = strategy.how ?? "volumes";
  const quota = forecastQuota(facts.quota, { how, volumes });
  const expected = expectedRto(facts.history);
  const boot = planBoot(facts);
  const { rto } = application.objectives;
  return {
    version: 1,
    instance: facts.instance,
    application: application.application,
    cloud: point.cloud,
    point: {
      id: point.id,
      groupId: point.groupId,
      groupSnapshotId: point.groupSnapshotId,
      takenAt: point.createdAt,
      ...(point.label.grade === undefined ? {} : { grade: point.label.grade }),
      label: point.label.text,
    },
    strategy,
    volumes,
    leftOut,
    ...(server === undefined ? {} : { server: { id: idOf(server), name: server.name } }),
    ...(boot === undefined ? {} : { boot }),
    ...(database === undefined ? {} : started(database)),
    checks: !isReadApart(facts) ? [] : checksFor(facts, database?.kind),
    ...canaryOf(facts),
    ttlMs: facts.ttlMs,
    onFailure: facts.onFailure,
    findings: bySeverity([
      ...strategyFindings(ways, strategy, { about: point.id, leftOut }),
      ...pointFindings(facts, strategy.how),
      ...readerFindings(facts),
      ...databaseFindings(facts, database),
      ...quotaFindings(quota, how, point.cloud),
    ]),
    plannedAt,
    quota: withBoot(quota, facts.boot),
    ...(expected === undefined ? {} : { expected }),
    ...(rto === undefined ? {} : { rtoMs: rto }),
  };
}

/** Nothing stands against it: it may be shown to an approver, and it may be carried out. */
export const canRestore = ({ findings, strategy, volumes }: RestorePlan): boolean =>
  strategy.how !== undefined && volumes.length > 0 && !blocks(findings);

/** The point's members that are restored, in the manifest's order; what it does not name comes last. */
function inOrder({ application, members, roles }: RestoreFacts): FoundMember[] {
  const order = application.restore.order ?? application.group.volumes.map(({ role }) => role);
  const place = (role: string) => (order.includes(role) ? order.indexOf(role) : order.length);
  return members
    .filter(({ evidence }) => roles?.includes(evidence.role) !== false)
    .toSorted((a, b) => place(a.evidence.role) - place(b.evidence.role));
}

function plannedVolume({ evidence, snapshot, source }: FoundMember, facts: RestoreFacts): PlannedVolume {
  const { role, volumeId } = evidence;
  const mount = mountOf(role, volumeId, facts);
  return {
    role,
    snapshotId: snapshot?.id ?? evidence.snapshotId ?? "",
    sourceVolumeId: volumeId,
    sizeGib: snapshot?.size ?? evidence.expectedSize,
    ...(source?.volumeType === undefined ? {} : { volumeType: source.volumeType }),
    ...(source === undefined ? {} : { availabilityZone: source.availabilityZone }),
    bootable: source?.bootable ?? false,
    encrypted: source?.encrypted ?? false,
    ...(mount === undefined ? {} : { mount }),
  };
}

/** Where it was mounted when the point was taken; for a point without a hold, where the manifest says it belongs. */
function mountOf(role: string, volumeId: string, { point, application }: RestoreFacts): string | undefined {
  const seen = point.evidence.hold?.servers
    .flatMap(({ mounts }) => mounts)
    .find(({ volumeIds }) => volumeIds.includes(volumeId));
  return seen?.mount ?? application.group.volumes.find((volume) => volume.role === role)?.mount;
}

/** The restored volumes that are mounted and on which a canary has written. */
function canaryOf(facts: RestoreFacts): Pick<RestorePlan, "canary"> {
  const wrote = facts.point.evidence.canary?.writers.flatMap(({ roles }) => roles) ?? [];
  const roles = inOrder(facts).flatMap(({ evidence }) =>
    wrote.includes(evidence.role) ? [evidence.role] : [],
  );
  return roles.length === 0 || !isReadApart(facts) ? {} : { canary: roles };
}

const idOf = ({ name, nova }: NonNullable<RestoreFacts["server"]>): string =>
  "value" in nova ? nova.value.id : name;

function started({
  kind,
  cluster,
  major,
  series,
  dataRole,
  sorting,
}: SourceDatabase): Pick<RestorePlan, "postgresql" | "mariadb"> {
  const where = dataRole === undefined ? {} : { dataRole };
  if (kind === "mariadb")
    return { mariadb: { name: cluster, ...(series === undefined ? {} : { series }), ...where } };
  return {
    postgresql: {
      cluster,
      ...(major === undefined ? {} : { major }),
      ...where,
      ...(sorting === undefined ? {} : { sorting }),
    },
  };
}

/** A check of a database that is not started cannot pass; the plan says that it is not made. */
function checksFor({ application }: RestoreFacts, started: DatabaseKind | undefined) {
  return checksOf(application.restoreTest, started).filter(
    (check) => !asksDatabase(check) || (started !== undefined && asksDatabase(check, started)),
  );
}
