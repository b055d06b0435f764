import { describeDuration } from "#domain/duration.ts";
import { leftoverOf } from "#domain/leftover.ts";
import type { SeenSet, SeenSnapshot } from "../cloud-scan.ts";
import type { Orphan } from "../orphan.ts";
import { setLeft } from "../set-left.ts";
import type { Sight } from "../sight.ts";

/**
 * `creating` or `deleting` for longer than any call takes: its driver call or its service died, and nothing in Cinder ever
 * ends it. Only an administrator can reset it; as `error` it can then be deleted.
 */
export const stuckSets = ({ left, ...sight }: Sight): Orphan[] =>
  left
    .filter(({ set }) => set.status !== "available" && set.status !== "error")
    .flatMap((one) => {
      const since = changedAt(one.set, one.members);
      const age = since === undefined ? undefined : sight.known.at - since;
      if (age === undefined || age < sight.known.creatingIsLeftoverMs) return [];
      const { set } = one;
      const proof = [`it has been ${set.status} for ${describeDuration(age)}`];
      const { remedy } = leftoverOf({ ...set, name: set.name });
      return [setLeft("stuck set", one, sight, { by: "administrator", proof, commands: remedy })];
    });

/** A group snapshot has no time of its last change, but its members do. */
function changedAt({ createdAt }: SeenSet, members: readonly SeenSnapshot[]): number | undefined {
  const times = [createdAt, ...members.map((member) => member.changedAt)].filter(
    (time) => time !== undefined,
  );
  return times.length === 0 ? undefined : Math.max(...times);
}
