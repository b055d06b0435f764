import { z } from "zod";
import { RecoveryPoint } from "../recovery-point.ts";

const about = {
  cloud: z.string(),
  groupSnapshotId: z.string(),
  /** The group snapshot's. */
  name: z.string(),
  application: z.string(),
};

/** A group snapshot with our stamps on its members that the store does not know, and what can be made of it. */
export const Adoption = z.discriminatedUnion("verdict", [
  z.object({
    ...about,
    verdict: z.literal("adopt"),
    /** As it will be kept. */
    point: RecoveryPoint,
    /** `stamps`: every member's is valid. `cinder`: not every member has one, so at most what Cinder shows. */
    restsOn: z.enum(["stamps", "cinder"]),
    notes: z.array(z.string()),
  }),
  z.object({ ...about, verdict: z.literal("refused"), why: z.array(z.string()), next: z.string() }),
]);
export type Adoption = z.infer<typeof Adoption>;

/** What a look for points that the store does not know came to. */
export const AdoptionPlan = z.object({
  /** Newest first, then those that are refused. */
  found: z.array(Adoption),
  /** How many stamped sets the store knows already. */
  known: z.number(),
  /** Ids of the points that are in the store now; absent: it was only a look. */
  adopted: z.array(z.string()).optional(),
});
export type AdoptionPlan = z.infer<typeof AdoptionPlan>;
