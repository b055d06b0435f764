import { ownershipOf } from "#domain/ownership/ownership-of.ts";
import type { Elsewhere } from "../cloud-scan.ts";
import { type Orphan, type OrphanKind, orphan } from "../orphan.ts";
import type { Sight } from "../sight.ts";

interface Thing {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly gib?: number;
}

/**
 * Things of other projects that say they are this installation's: a volume that was transferred, what is left in a project that
 * is not worked in any more, or a copy of somebody's. No credential of ours is that project's: reported, never touched.
 */
export function anotherProjects({ scan, known }: Sight): Orphan[] {
  const { sets, snapshots, groups, volumes } = scan.elsewhere;
  const setIds = new Set(sets.map(({ thing }) => thing.id));
  const single = snapshots.filter(({ thing }) => !setIds.has(thing.groupSnapshotId ?? ""));
  const found: readonly (readonly [OrphanKind, Elsewhere<Thing>])[] = [
    ...sets.map((one) => ["group snapshot", one] as const),
    ...single.map((one) => ["snapshot", one] as const),
    ...groups.map((one) => ["group", one] as const),
    ...volumes.map((one) => ["volume", one] as const),
  ];
  return found
    .filter(
      ([, { thing }]) =>
        ownershipOf(thing, known.instance) === "ours" && !known.accountedElsewhere.has(thing.id),
    )
    .map(([kind, { thing, project }]) => reported(scan.cloud, kind, thing, project));
}

function reported(cloud: string, kind: OrphanKind, thing: Thing, project: string): Orphan {
  const { id, name, status, gib = 0 } = thing;
  return orphan({
    class: "another project's",
    kind,
    cloud,
    thing: id,
    name,
    status,
    gib,
    by: "owner",
    proof: [
      `it is of project ${project}, and no cloud of config.yml that works there accounts for it`,
      "its name or metadata says that it is of this installation",
    ],
    commands: [
      `openstack ${show[kind] ?? kind} show ${id}   # as an administrator or with project ${project}`,
    ],
    bound: [project],
  });
}

const show: Partial<Record<OrphanKind, string>> = {
  "group snapshot": "volume group snapshot",
  snapshot: "volume snapshot",
  group: "volume group",
};
