import { createHmac } from "node:crypto";
import type { FoundSet, Judging } from "#domain/adopt/judge-set.ts";
import { stampClaims } from "#domain/adopt/stamp-claims.ts";
import type { MemberSnapshot } from "#domain/cloud.ts";
import type { Evidence } from "#domain/evidence.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { stampMetadata, stampText } from "#domain/stamp.ts";
import { pointWith } from "../restore/restorable.ts";

/** Group snapshots as a run of this installation leaves them in the cloud. */

export const NOW = Date.parse("2026-11-24T08:00:00Z");
const STAMPED = Date.parse("2026-11-23T10:42:09Z");

export const signWith =
  (key: string) =>
  (text: string): string =>
    createHmac("sha256", key).update(text).digest("hex");
export const sign = signWith("the installation's key");

export const judging: Judging = { instance: "test", sign, by: "U0OPS", at: NOW };

interface Stamping {
  readonly at?: number;
  readonly version?: 1 | 2;
  readonly key?: (text: string) => string;
  readonly instance?: string;
}

export function metadataOf(point: RecoveryPoint, snapshotId: string, stamping: Stamping = {}) {
  const { at = STAMPED, version = 2, key = sign, instance = "test" } = stamping;
  const member = point.evidence.set.members.find((one) => one.snapshotId === snapshotId);
  const stamp = {
    instance,
    application: point.application,
    point: point.id,
    role: member?.role ?? "",
    grade: point.label.grade ?? "",
    snapshotId,
    volumeId: member?.volumeId ?? "",
    groupSnapshotId: point.groupSnapshotId,
    takenAt: point.createdAt,
    claims: version === 1 ? undefined : stampClaims(point, at),
  };
  return stampMetadata(stamp, key(stampText(stamp)));
}

/** What Cinder shows of a point's set. */
export function foundOf(point: RecoveryPoint, stamping: Stamping = {}): FoundSet {
  const { set } = point.evidence;
  return {
    cloud: point.cloud,
    set: { id: set.groupSnapshotId, name: set.name, groupId: point.groupId, status: set.status },
    members: set.members.map(({ snapshotId = "", volumeId, status = "", size = 0 }) => ({
      id: snapshotId,
      volumeId,
      status,
      size,
      metadata: metadataOf(point, snapshotId, stamping),
    })),
  };
}

export const foundWith = (evidence: Evidence, stamping: Stamping = {}): FoundSet =>
  foundOf(pointWith(evidence), stamping);

/** With a change to one of its members. */
export function changedMember(
  found: FoundSet,
  index: number,
  change: (member: MemberSnapshot) => MemberSnapshot,
): FoundSet {
  return { ...found, members: found.members.map((member, at) => (at === index ? change(member) : member)) };
}

export const withMetadata =
  (metadata: Readonly<Record<string, string>>) =>
  (member: MemberSnapshot): MemberSnapshot => ({
    ...member,
    metadata: { ...member.metadata, ...metadata },
  });
