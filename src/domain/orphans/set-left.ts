import { type Orphan, type OrphanClass, orphan } from "./orphan.ts";
import { protectedBy } from "./protected-by.ts";
import type { ProvedSet } from "./prove-set.ts";
import type { Related } from "./related.ts";
import type { Sight } from "./sight.ts";

export type LeftSet = Extract<ProvedSet, { is: "left" }>;

/** What all group snapshots have in common that a run of ours left behind. */
export function setLeft(
  of: OrphanClass,
  { set, members, application, runId }: LeftSet,
  { scan, known, related }: Pick<Sight, "scan" | "known" | "related">,
  rest: Pick<Orphan, "by" | "proof" | "commands">,
): Orphan {
  const states = members.map(({ id, volumeId, status }) => ({ id, volumeId, status }));
  return orphan({
    class: of,
    kind: "group snapshot",
    cloud: scan.cloud,
    application,
    thing: set.id,
    name: set.name,
    status: set.status,
    runId,
    gib: members.reduce((sum, { gib }) => sum + gib, 0),
    objects: 1 + members.length,
    ...rest,
    proof: [
      `its name carries the token of a hold that run ${runId} of this installation has opened`,
      `run ${runId} is over, and no recovery point is of this group snapshot`,
      ...rest.proof,
    ],
    stays: protectedBy([set, ...members], known) ?? dependants(set.id, members, related),
    bound: [set.groupId, set.status, states.sort((a, b) => (a.id < b.id ? -1 : 1))],
  });
}

/** Volumes that were made of a member, groups that are being made of it: what the busy-member trap is about. */
function dependants(
  setId: string,
  members: LeftSet["members"],
  { madeOf, groupsOf }: Related,
): string | undefined {
  const made = members.flatMap(({ id }) => madeOf(id));
  const making = groupsOf(setId).filter(({ status }) => status === "creating");
  if (making.length > 0) return `group ${making.map(({ id }) => id).join(", ")} is being made from it`;
  if (made.length === 0) return undefined;
  const named = made.slice(0, NAMED).map(({ id }) => id);
  return `${made.length} ${made.length === 1 ? "volume was" : "volumes were"} made from it: ${named.join(", ")}${made.length > NAMED ? " …" : ""}`;
}

const NAMED = 5;
