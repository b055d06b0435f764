/** What is written on every member snapshot, so that points can be rebuilt when our own store is lost. */
export interface Stamp {
  readonly instance: string;
  readonly application: string;
  readonly point: string;
  readonly role: string;
  readonly grade: string;
  readonly snapshotId: string;
  readonly volumeId: string;
  readonly groupSnapshotId: string;
  /** Epoch milliseconds. */
  readonly takenAt: number;
}

/** The text that is signed; anybody in the project may write metadata, so only a valid signature counts. */
export const stampText = (stamp: Stamp): string =>
  JSON.stringify([
    "freezeframe/1",
    stamp.instance,
    stamp.application,
    stamp.point,
    stamp.role,
    stamp.grade,
    stamp.snapshotId,
    stamp.volumeId,
    stamp.groupSnapshotId,
    stamp.takenAt,
  ]);

/** Metadata of one member snapshot; keys and values are at most 255 characters (cinder/api/schemas/snapshots.py). */
export const stampMetadata = (stamp: Stamp, signature: string): Record<string, string> => ({
  "freezeframe:instance": stamp.instance,
  "freezeframe:application": stamp.application,
  "freezeframe:point": stamp.point,
  "freezeframe:role": stamp.role,
  "freezeframe:grade": stamp.grade,
  "freezeframe:taken": String(stamp.takenAt),
  "freezeframe:hmac": signature,
});
