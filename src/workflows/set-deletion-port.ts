import type { CloudPort } from "./cloud-port.ts";

/** What the deletion of a group snapshot needs of a cloud beyond what snapshots and restores do. */
export interface SetDeletionPort {
  /** Volumes of the project, in whatever state, that were made from one of these snapshots. Reads all its volumes, page by page. */
  volumesFromSnapshots(
    snapshotIds: ReadonlySet<string>,
    signal: AbortSignal,
  ): AsyncIterable<VolumeOfSnapshot>;
  /** Groups of the project, in whatever state, that were made from one of these group snapshots. Reads all its groups. */
  groupsFromSets(groupSnapshotIds: ReadonlySet<string>, signal: AbortSignal): AsyncIterable<GroupOfSet>;
  /** One DELETE, never retried by itself. */
  deleteGroupSnapshot(id: string, signal: AbortSignal): Promise<DeleteOutcome>;
}

export interface VolumeOfSnapshot {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** Stays when the snapshot is deleted. */
  readonly snapshotId: string;
}

export interface GroupOfSet {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly groupSnapshotId: string;
}

/** Did the request reach Cinder? `unknown`: the answer was lost; look before doing it again. */
export type DeleteOutcome =
  | { readonly kind: "taken" }
  | { readonly kind: "gone" }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unknown"; readonly reason: string };

/** All that {@link SetDeletionPort}'s callers use of a cloud. */
export type SetCloud = SetDeletionPort &
  Pick<CloudPort, "showGroupSnapshot" | "membersOf" | "snapshotOf" | "groupById">;
