import { z } from "zod";
import { NotApproved } from "../snapshot-request-result.ts";
import { RestoreReport } from "./report.ts";

/** A restore that was not asked for, since its plan cannot be carried out. */
export const NotPossible = z.object({
  outcome: z.literal("not possible"),
  application: z.string(),
  point: z.string(),
  /** What stands against it, most important first. */
  problems: z.array(z.string()),
});
export type NotPossible = z.infer<typeof NotPossible>;

/** Result of a request for a restore: the report of the restore itself once it was approved. */
export const RestoreRequestResult = z.union([NotPossible, NotApproved, RestoreReport]);
export type RestoreRequestResult = z.infer<typeof RestoreRequestResult>;
