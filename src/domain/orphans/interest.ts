import { ownershipOf } from "#domain/ownership/ownership-of.ts";
import type { SeenGroup, SeenServer, SeenSet, SeenSnapshot, SeenVolume } from "./cloud-scan.ts";

/** What of a project a scan has to remember; of everything else it keeps no more than a count. */
export interface Interest {
  readonly instance: string;
  /** Groups of our applications. */
  readonly groupIds: ReadonlySet<string>;
  /** Volumes of our applications, and those that restores have made. */
  readonly volumeIds: ReadonlySet<string>;
  /** Group snapshots of recorded points. */
  readonly pointSets: ReadonlySet<string>;
  /** Members of recorded points. */
  readonly pointMembers: ReadonlySet<string>;
}

/** What a scan has kept so far: lists are read in this order, each by what those before have shown. */
export interface KeptSoFar {
  readonly restoredGroups: ReadonlySet<string>;
  readonly setIds: ReadonlySet<string>;
  readonly snapshotIds: ReadonlySet<string>;
}

export const isRestoredGroup = ({ name }: SeenGroup, { instance }: Interest): boolean =>
  ownershipOf({ name }, instance) === "ours";

export const keepsSet = (
  { id, name, groupId }: SeenSet,
  { instance, groupIds, pointSets }: Interest,
  { restoredGroups }: Pick<KeptSoFar, "restoredGroups">,
): boolean =>
  ownershipOf({ name }, instance) === "ours" ||
  groupIds.has(groupId) ||
  pointSets.has(id) ||
  restoredGroups.has(groupId);

export const keepsSnapshot = (
  { volumeId, groupSnapshotId }: SeenSnapshot,
  { volumeIds }: Interest,
  { setIds }: Pick<KeptSoFar, "setIds">,
): boolean => (groupSnapshotId !== undefined && setIds.has(groupSnapshotId)) || volumeIds.has(volumeId);

/** Also whatever was made from a snapshot that we know: it may need it. */
export const keepsVolume = (
  { name, metadata, snapshotId, groupId }: SeenVolume,
  { instance, pointMembers }: Interest,
  { snapshotIds, restoredGroups }: Pick<KeptSoFar, "snapshotIds" | "restoredGroups">,
): boolean =>
  ownershipOf({ name, metadata }, instance) === "ours" ||
  (snapshotId !== undefined && (snapshotIds.has(snapshotId) || pointMembers.has(snapshotId))) ||
  (groupId !== undefined && restoredGroups.has(groupId));

export const keepsServer = ({ name, metadata }: SeenServer, { instance }: Interest): boolean =>
  ownershipOf({ name, metadata }, instance) === "ours";

// Of other projects: what says that it is ours, and what may depend on a thing of ours.

/** Groups are listed before the sets that they may be made of. */
export const keepsGroupElsewhere = (
  { name, status, groupSnapshotId }: SeenGroup,
  { instance }: Interest,
): boolean =>
  ownershipOf({ name }, instance) === "ours" || (status === "creating" && groupSnapshotId !== undefined);

export const keepsSetElsewhere = ({ name }: SeenSet, { instance }: Interest): boolean =>
  ownershipOf({ name }, instance) === "ours";

/** An administrator's snapshot of a volume of ours is of the administrator's project (cinder/volume/api.py, create_snapshot_in_db). */
export const keepsSnapshotElsewhere = (
  { name, metadata, volumeId }: SeenSnapshot,
  { instance, volumeIds }: Interest,
): boolean => volumeIds.has(volumeId) || ownershipOf({ name, metadata }, instance) === "ours";

/** A volume that was transferred to another project keeps the snapshot that it was made of. */
export const keepsVolumeElsewhere = (
  { name, metadata, snapshotId }: SeenVolume,
  { instance, pointMembers }: Interest,
  { snapshotIds }: Pick<KeptSoFar, "snapshotIds">,
): boolean =>
  ownershipOf({ name, metadata }, instance) === "ours" ||
  (snapshotId !== undefined && (snapshotIds.has(snapshotId) || pointMembers.has(snapshotId)));
