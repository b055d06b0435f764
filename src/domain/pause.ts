import { z } from "zod";

/** While an application is paused no freeze of it begins, by schedule or by hand. Ends by itself. */
export const Pause = z.object({
  application: z.string(),
  /** Epoch milliseconds. */
  until: z.number(),
  reason: z.string(),
  /** Slack id of whoever paused it. */
  by: z.string(),
  at: z.number(),
});
export type Pause = z.infer<typeof Pause>;
