import { z } from "zod";
import type { GroupSnapshot } from "./cloud.ts";

/** Something that a run left behind in the cloud and knows of. */
export const Leftover = z.object({
  kind: z.literal("group snapshot"),
  id: z.string(),
  name: z.string(),
  status: z.string(),
  /** Exact commands, in order. */
  remedy: z.array(z.string()),
});
export type Leftover = z.infer<typeof Leftover>;

/**
 * Cinder deletes a group snapshot only in `available` and `error`; one that its driver call or service left in `creating`
 * stays there for ever, and only an administrator's reset lets it be deleted (cinder/volume/manager.py,
 * create_group_snapshot handles CinderException alone).
 */
export function leftoverOf(set: GroupSnapshot): Leftover {
  const remove = `cinder group-snapshot-delete ${set.id}`;
  const stuck = set.status !== "available" && set.status !== "error";
  const remedy = stuck
    ? [`cinder reset-state --type group-snapshot --state error ${set.id}   # as an administrator`, remove]
    : [remove];
  return { kind: "group snapshot", id: set.id, name: set.name, status: set.status, remedy };
}
