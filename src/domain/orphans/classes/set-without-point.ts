import type { Orphan } from "../orphan.ts";
import { setLeft } from "../set-left.ts";
import type { Sight } from "../sight.ts";

/** Available, of a hold of ours, and no point: a window that was executed again, or a run that ended before its record. */
export const setsWithoutPoint = ({ left, ...sight }: Sight): Orphan[] =>
  left
    .filter(({ set }) => set.status === "available")
    .map((one) =>
      setLeft("set without point", one, sight, {
        by: "clean-up",
        proof: ["no member bears a stamp: it was never told to be a point"],
        commands: [],
      }),
    );
