import type { Orphan } from "../orphan.ts";
import { setLeft } from "../set-left.ts";
import type { Sight } from "../sight.ts";

/**
 * A deletion that failed for one member: the others are still listed, as `deleted`, and keep their quota
 * (cinder/volume/manager.py, delete_group_snapshot). Asking again takes all of them away.
 */
export const halfDeletedSets = ({ left, ...sight }: Sight): Orphan[] =>
  left
    .filter(
      ({ set, members }) =>
        set.status === "error" && members.some(({ status }) => status === "deleted" || status === "deleting"),
    )
    .map((one) => {
      const gone = one.members.filter(({ status }) => status === "deleted").length;
      const proof = [
        `it is in error, and ${gone} of its ${one.members.length} members are listed as deleted`,
      ];
      return setLeft("half-deleted set", one, sight, { by: "clean-up", proof, commands: [] });
    });
