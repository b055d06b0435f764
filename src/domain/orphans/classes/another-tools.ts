import { ownershipOf } from "#domain/ownership/ownership-of.ts";
import { type Orphan, orphan } from "../orphan.ts";
import type { Sight } from "../sight.ts";

/**
 * Snapshots of our applications' volumes that another tool, another installation or a person has taken. They cost quota, and a
 * volume that has them cannot leave. Reported, never touched.
 */
export function anotherTools({ scan, known, foreign }: Sight): Orphan[] {
  const ownerOf = (volumeId: string) =>
    known.applications.find(({ volumeIds }) => volumeIds.has(volumeId))?.name;
  const sets = foreign.flatMap(({ set, members }) => {
    const application = known.applications.find(({ groupIds }) => groupIds.has(set.groupId))?.name;
    if (application === undefined) return [];
    const gib = members.reduce((sum, member) => sum + member.gib, 0);
    return [reported(scan.cloud, { ...set, kind: "group snapshot", application, gib })];
  });
  // What says in another project that it is ours is of a class of its own.
  const elsewhere = scan.elsewhere.snapshots
    .map(({ thing }) => thing)
    .filter((thing) => ownershipOf(thing, known.instance) !== "ours");
  const snapshots = [...scan.snapshots, ...elsewhere];
  const single = snapshots.flatMap((snapshot) => {
    const application = ownerOf(snapshot.volumeId);
    // A member of a set is told with its set; one of a set that is too new to be listed is a cut that goes on.
    if (application === undefined || snapshot.groupSnapshotId !== undefined) return [];
    return [reported(scan.cloud, { ...snapshot, kind: "snapshot", application })];
  });
  return [...sets, ...single];
}

function reported(
  cloud: string,
  thing: {
    readonly kind: "group snapshot" | "snapshot";
    readonly id: string;
    readonly name: string;
    readonly status: string;
    readonly application: string;
    readonly gib: number;
  },
): Orphan {
  const { kind, id, name, status, application, gib } = thing;
  const show = kind === "snapshot" ? "openstack volume snapshot show" : "cinder group-snapshot-show";
  return orphan({
    class: "another tool's",
    kind,
    cloud,
    application,
    thing: id,
    name,
    status,
    gib,
    by: "owner",
    proof: [`it is of ${application}'s volumes, and bears no mark of this installation`],
    commands: [`${show} ${id}`],
    bound: [],
  });
}
