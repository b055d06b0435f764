import { describeDuration } from "#domain/duration.ts";
import { gibOf } from "#domain/orphans/cleanup-plan.ts";
import type { OrphanReport } from "#domain/orphans/orphan-report.ts";
import type { ScanRecord } from "#domain/orphans/scan-record.ts";
import { table } from "./rows.ts";

interface Unseen {
  readonly cloud: string;
  readonly why: string;
}

type Line = OrphanReport["orphans"][number];

/** The answer to `orphans`: how much, what may go, what stays and why. */
export function orphansText(report: OrphanReport, unseen: readonly Unseen[], now: number): string {
  const { orphans, scans } = report;
  return [
    headline(orphans),
    ...scans.flatMap((scan) => [scanLine(scan, now), ...othersLine(scan)]),
    ...unseen.map(({ cloud, why }) => `${cloud} was NOT scanned: ${why}`),
    ...scans.flatMap(adoptLines),
    ...(orphans.length === 0 ? [] : ["", ...list(orphans)]),
    ...orphans.flatMap(details),
  ].join("\n");
}

function headline(orphans: readonly Line[]): string {
  if (orphans.length === 0) return "no orphans";
  const may = orphans.filter(({ stays }) => stays === undefined).map(({ record }) => record.orphan);
  const frees =
    may.length === 0
      ? "none may be deleted now"
      : `${may.length} may be deleted now, which frees ${gibOf(may)} GiB`;
  return `${orphans.length} orphan${orphans.length === 1 ? "" : "s"}: ${frees}`;
}

function scanLine({ cloud, endedAt, looked }: ScanRecord, now: number): string {
  const { sets, snapshots, groups, volumes, servers } = looked;
  return `${cloud}: scanned ${describeDuration(Math.max(0, now - endedAt))} ago: ${sets} group snapshots, ${snapshots} snapshots, ${groups} groups, ${volumes} volumes, ${servers} servers`;
}

/** How far it went beyond the project; silent of a scan that was made before it was asked. */
function othersLine({ cloud, others }: ScanRecord): string[] {
  if (others === undefined) return [];
  return "whyNot" in others
    ? [`${cloud}: only what this project sees: ${others.whyNot}`]
    : [`${cloud}: and ${others.looked} things of other projects, of which nothing is ever touched`];
}

function adoptLines({ cloud, adoptable, adoptableCount, unknown, unknownCount }: ScanRecord): string[] {
  const adopt =
    adoptableCount === 0
      ? []
      : [
          `${cloud}: ${adoptableCount} group snapshot${adoptableCount === 1 ? " bears" : "s bear"} our stamp and ${adoptableCount === 1 ? "is no point" : "are no points"} of this store: freezeframe adopt`,
          ...adoptable.map(({ setId, name }) => `  ${setId} ${name}`),
        ];
  const strange =
    unknownCount === 0
      ? []
      : [
          `${cloud}: ${unknownCount} say${unknownCount === 1 ? "s" : ""} by name to be ours, of a hold that this store does not know; nothing can be proved of it, so nothing of it is ever deleted`,
          ...unknown.map((id) => `  ${id}`),
        ];
  return [...adopt, ...strange];
}

const list = (orphans: readonly Line[]): string[] =>
  table(
    ["ORPHAN", "CLASS", "KIND", "APPLICATION", "NAME", "STATUS", "GIB", "DELETE"],
    orphans.map(({ record: { orphan }, stays }) => [
      orphan.id,
      orphan.class,
      orphan.kind,
      orphan.application ?? "–",
      orphan.name || orphan.thing,
      orphan.status,
      String(orphan.gib),
      stays === undefined ? "yes" : "no",
    ]),
  );

function details({ record: { orphan }, stays }: Line): string[] {
  return [
    "",
    `${orphan.id}  ${orphan.kind} ${orphan.thing}`,
    ...orphan.proof.map((text) => `  because  ${text}`),
    ...(stays === undefined
      ? [`  next     freezeframe clean ${orphan.application ?? ""}`.trimEnd()]
      : [`  stays    ${stays}`]),
    ...orphan.commands.map((command) => `  run      ${command}`),
  ];
}
