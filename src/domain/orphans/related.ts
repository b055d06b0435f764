import type { CloudScan, Elsewhere, SeenGroup, SeenSet, SeenSnapshot, SeenVolume } from "./cloud-scan.ts";

/** What of a scan belongs together, so that a project of any size is gone through once. */
export interface Related {
  /** Volumes that were made from a snapshot, by its id; also of other projects. */
  readonly madeOf: (snapshotId: string) => readonly SeenVolume[];
  /** Volumes in a group. */
  readonly inGroup: (groupId: string) => readonly SeenVolume[];
  /** Groups that were made from a group snapshot; also of other projects. */
  readonly groupsOf: (setId: string) => readonly SeenGroup[];
  /** Group snapshots of a group. */
  readonly setsOf: (groupId: string) => readonly SeenSet[];
  /** Snapshots of a volume; also of other projects. */
  readonly snapshotsOf: (volumeId: string) => readonly SeenSnapshot[];
  readonly membersOf: (setId: string) => readonly SeenSnapshot[];
  readonly set: (id: string) => SeenSet | undefined;
}

export function relate({ sets, snapshots, groups, volumes, elsewhere }: CloudScan): Related {
  const byId = new Map(sets.map((set) => [set.id, set]));
  return {
    madeOf: lookup([...volumes, ...things(elsewhere.volumes)], ({ snapshotId }) => snapshotId),
    inGroup: lookup(volumes, ({ groupId }) => groupId),
    groupsOf: lookup([...groups, ...things(elsewhere.groups)], ({ groupSnapshotId }) => groupSnapshotId),
    setsOf: lookup(sets, ({ groupId }) => groupId),
    snapshotsOf: lookup([...snapshots, ...things(elsewhere.snapshots)], ({ volumeId }) => volumeId),
    membersOf: lookup(snapshots, ({ groupSnapshotId }) => groupSnapshotId),
    set: (id) => byId.get(id),
  };
}

/** A transferred volume still depends on its snapshot, and an administrator may have taken a snapshot of ours. */
const things = <T>(all: readonly Elsewhere<T>[]): T[] => all.map(({ thing }) => thing);

function lookup<T>(all: readonly T[], keyOf: (one: T) => string | undefined): (key: string) => readonly T[] {
  const grouped = Map.groupBy(all, keyOf);
  return (key) => grouped.get(key) ?? [];
}
