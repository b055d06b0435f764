import { ownershipOf } from "#domain/ownership/ownership-of.ts";
import { type ReadStamp, readStamp } from "#domain/ownership/read-stamp.ts";
import type { MemberSnapshot } from "../cloud.ts";
import { stampText } from "../stamp.ts";

/** A member snapshot whose stamp has been found valid. */
export interface StampedMember {
  readonly member: MemberSnapshot;
  readonly stamp: ReadStamp;
}

export interface Stamps {
  readonly valid: readonly StampedMember[];
  /** Without a stamp, or with one that nobody has signed. */
  readonly unsigned: readonly MemberSnapshot[];
  /** Why the set cannot be believed: another instance's mark, a stamp that does not fit its signature. */
  readonly against: readonly string[];
}

/** The stamps of a set's members, each held against its signature, over what Cinder says of the member that it stands on. */
export function stampsOf(
  groupSnapshotId: string,
  members: readonly MemberSnapshot[],
  { instance, sign }: { readonly instance: string; readonly sign: (text: string) => string },
): Stamps {
  const valid: StampedMember[] = [];
  const unsigned: MemberSnapshot[] = [];
  const against: string[] = [];
  for (const member of members) {
    const whose = ownershipOf({ metadata: member.metadata }, instance);
    const stamp = readStamp(member.metadata);
    if (whose === "foreign") against.push(`member ${member.id} bears the mark of another instance`);
    else if (whose === "unmarked" || stamp?.signature === "") unsigned.push(member);
    else if (stamp === undefined) against.push(`the stamp of member ${member.id} cannot be read`);
    else if (sign(textOn(stamp, member, groupSnapshotId)) === stamp.signature) valid.push({ member, stamp });
    else
      against.push(
        `the stamp of member ${member.id} (${stamp.role}, grade ${stamp.grade || "none"}) does not fit its signature`,
      );
  }
  return { valid, unsigned, against };
}

const textOn = (
  stamp: ReadStamp,
  { id: snapshotId, volumeId }: MemberSnapshot,
  groupSnapshotId: string,
): string => stampText({ ...stamp, snapshotId, volumeId, groupSnapshotId });
