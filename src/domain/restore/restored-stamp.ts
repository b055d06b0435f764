import { type RestoredName, restoredName } from "./names.ts";

/** What is written on every restored volume: whose it is, of what, and until when it stays. */
export interface RestoredStamp extends RestoredName {
  readonly point: string;
  readonly snapshotId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** The mark that names the restore; what has lost it, as in a cut-over, is not the restore's any more. */
export const RESTORE_MARK = "freezeframe:restore";

/** Sent with the request itself, so that also a volume whose answer was lost says whose it is. */
export const restoredMetadata = (stamp: RestoredStamp): Record<string, string> => ({
  "freezeframe:instance": stamp.instance,
  "freezeframe:application": stamp.application,
  [RESTORE_MARK]: stamp.runId,
  "freezeframe:role": stamp.role,
  "freezeframe:point": stamp.point,
  "freezeframe:expires": String(stamp.expiresAt),
});

/** The text that is signed once the volume has an id: anybody in the project may write metadata. */
export const restoredStampText = (stamp: RestoredStamp, volumeId: string): string =>
  JSON.stringify([
    "freezeframe/restored/1",
    restoredName(stamp),
    volumeId,
    stamp.snapshotId,
    stamp.point,
    stamp.expiresAt,
  ]);

/** The text that is signed for a server that is booted: its metadata has to be complete before it has an id. */
export const restoredServerText = (stamp: RestoredStamp): string =>
  JSON.stringify(["freezeframe/restored-server/1", restoredName(stamp), stamp.point, stamp.expiresAt]);

/** Metadata keys and values are at most 255 characters (cinder/api/schemas/volumes.py). */
export const signedRestoredMetadata = (stamp: RestoredStamp, signature: string): Record<string, string> => ({
  ...restoredMetadata(stamp),
  "freezeframe:hmac": signature,
});
