import type { Orphan } from "../orphan.ts";
import { setLeft } from "../set-left.ts";
import type { Sight } from "../sight.ts";

/**
 * A cut that failed: the group snapshot is in error, its members are what their own copies came to. Nothing is rolled back by
 * Cinder (cinder/volume/manager.py, create_group_snapshot), and only the whole set can be deleted.
 */
export const failedSets = ({ left, ...sight }: Sight): Orphan[] =>
  left
    .filter(({ set, members }) => set.status === "error" && members.every(({ status }) => !isGoing(status)))
    .map((one) => {
      const states = one.members.map(({ status }) => status).sort();
      const proof = [`it is in error; its members: ${states.join(", ") || "none"}`];
      return setLeft("failed set", one, sight, { by: "clean-up", proof, commands: [] });
    });

const isGoing = (status: string): boolean => status === "deleted" || status === "deleting";
