import { describeDuration } from "../duration.ts";
import type { Finding } from "../finding.ts";
import { boundsText, type RestoreCheck, sqlText } from "./check.ts";
import { restoredGroupName, restoredName } from "./names.ts";
import { type PlannedVolume, planDigest, type RestorePlan } from "./plan.ts";
import type { PlannedBoot } from "./plan-boot.ts";

/** What a person reads before deciding: all that will happen and what it costs, one fact a line, plain text. */
export function planLines(plan: RestorePlan, now: number): string[] {
  const { point } = plan;
  return [
    `restore ${plan.application} (cloud ${plan.cloud}) from ${point.id}`,
    `point: ${point.grade === undefined ? "no grade" : `grade ${point.grade}`}, ${point.label}; taken ${describeDuration(Math.max(0, now - point.takenAt))} ago: whatever was written since is not in it`,
    strategyLine(plan),
    ...plan.volumes.map((volume) => volumeLine(plan, volume)),
    ...(plan.leftOut.length === 0 ? [] : [`not restored: ${plan.leftOut.join(", ")}`]),
    ...serverLines(plan),
    ...quotaLines(plan),
    expectedLine(plan),
    `stays for ${describeDuration(plan.ttlMs)}, then it counts as forgotten; ended earlier by discard. On failure: ${plan.onFailure}`,
    "nothing that exists is overwritten, and nothing is cut over",
    ...plan.findings.map(findingLine),
    `digest ${planDigest(plan)}`,
  ];
}

function strategyLine({ strategy, volumes }: RestorePlan): string {
  switch (strategy.how) {
    case "volumes":
      return `strategy: ${count(volumes.length, "volume")}, each from its member snapshot: ${strategy.why}`;
    case "group":
      return `strategy: one group with ${count(volumes.length, "volume")} from the group snapshot: ${strategy.why}`;
    case undefined:
      return `strategy: none is possible: ${strategy.why}`;
  }
}

function volumeLine(plan: RestorePlan, volume: PlannedVolume): string {
  const { role, sizeGib, volumeType, snapshotId, sourceVolumeId } = volume;
  const name = restoredName({ ...plan, runId: RUN, role });
  const marks = [volume.encrypted ? "encrypted" : "", volume.bootable ? "bootable" : ""].filter(Boolean);
  const type = volumeType === undefined ? "" : `, type ${volumeType}`;
  return `make ${name}: ${sizeGib} GiB${type}${marks.map((mark) => `, ${mark}`).join("")}, from snapshot ${snapshotId} of volume ${sourceVolumeId}`;
}

/** Stands for the run, which has no id before it is started. */
const RUN = "<run>";

function serverLines(plan: RestorePlan): string[] {
  const { server, boot, volumes, checks } = plan;
  const group =
    plan.strategy.how === "group" ? [`make group ${restoredGroupName({ ...plan, runId: RUN })}`] : [];
  if (server === undefined && boot === undefined)
    return [...group, "attach to no server: the volumes stay unread"];
  const order = volumes.map(({ role }) => role).join(", ");
  return [
    ...group,
    ...(boot === undefined ? [] : bootLines(boot, order)),
    ...(server === undefined ? [] : [`attach to ${server.name} (${server.id}), one after another: ${order}`]),
    ...databaseLines(plan),
    `check: ${checks.length === 0 ? "nothing" : checks.map(checkText).join("; ")}`,
  ];
}

function databaseLines({ postgresql, mariadb }: RestorePlan): string[] {
  const start = (what: string, version: string | number | undefined, name: string) =>
    `start ${what}${version === undefined ? "" : ` ${version}`} "${name}" there, apart from production, and stop it again`;
  return [
    ...(postgresql === undefined ? [] : [start("PostgreSQL", postgresql.major, postgresql.cluster)]),
    ...(mariadb === undefined ? [] : [start("MariaDB", mariadb.series, mariadb.name)]),
  ];
}

function bootLines({ name, flavor, image, rootRole, networks }: PlannedBoot, disks: string): string[] {
  const root = image === undefined ? `the restored ${rootRole ?? "root"} volume` : `image ${image}`;
  return [
    `boot server ${name}: flavor ${flavor}, from ${root}, with ${disks}; ${networks.length === 0 ? "no network" : `networks ${networks.join(", ")}`}`,
    "what it finds is told on its console; it goes away with the volumes",
  ];
}

export function checkText(check: RestoreCheck): string {
  switch (check.kind) {
    case "filesystem":
      return "file systems";
    case "postgresql":
      return check.sql === undefined
        ? "PostgreSQL: every row, every B-tree index"
        : `PostgreSQL: ${sqlText(check)} ${boundsText(check)}`.trimEnd();
    case "mariadb":
      return check.sql === undefined
        ? "MariaDB: every row, every table, every page"
        : `MariaDB: ${sqlText(check)} ${boundsText(check)}`.trimEnd();
    case "freshness":
      return `newest data: ${sqlText(check)}`;
    case "hook":
      return `hook ${check.name}${check.readsData === true ? "" : " (not said to read the data)"}`;
  }
}

function quotaLines({ quota }: RestorePlan): string[] {
  if ("unread" in quota) return [`quota: not readable (${quota.unread})`];
  const uses = Object.entries(quota.uses)
    .filter(([, { before, after }]) => before !== after)
    .map(
      ([name, { limit, before, after }]) =>
        `${name} ${before} → ${after} of ${limit < 0 ? "no limit" : limit}`,
    );
  return [`quota: ${uses.length === 0 ? "unchanged" : uses.join(", ")}`];
}

function expectedLine({ expected, rtoMs }: RestorePlan): string {
  const objective = rtoMs === undefined ? "" : `; the objective is ${describeDuration(rtoMs)}`;
  return expected === undefined
    ? `expected time: not known, it was never restored with verified data${objective}`
    : `expected time: ${describeDuration(expected.ms)}, from ${count(expected.from, "earlier restore")}${objective}`;
}

const findingLine = ({ severity, subject, text, costs, next }: Finding): string =>
  `${severity}: ${subject}: ${text}${costs === undefined ? "" : ` (${costs})`}${next === undefined ? "" : `; ${next}`}`;

const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? "" : "s"}`;
