import type { SetEvidence } from "./evidence.ts";

/** What keeps a set from being complete, one sentence each; empty = complete. */
export function missingFromSet(set: SetEvidence): string[] {
  const lacking = set.members.flatMap((member) => {
    if (member.snapshotId === undefined)
      return [`${member.role}: the group snapshot has no member for volume ${member.volumeId}`];
    if (member.status !== "available")
      return [
        `${member.role}: member snapshot ${member.snapshotId} is ${member.status ?? "of unknown status"}`,
      ];
    if (member.size !== member.expectedSize)
      return [
        `${member.role}: member snapshot ${member.snapshotId} has ${member.size ?? "?"} GiB, the volume had ${member.expectedSize} GiB`,
      ];
    return [];
  });
  if (set.members.length === 0) lacking.push("the group snapshot has no members");
  if (set.status !== "available") lacking.push(`the group snapshot is ${set.status}`);
  return lacking;
}
