import { z } from "zod";

/** One execution of the freeze window, committed before anything is armed: what must be settled if we die. */
export const Hold = z.object({
  token: z.string(),
  application: z.string(),
  runId: z.string(),
  /** 1 for the first execution of the run's window. */
  execution: z.number(),
  servers: z.array(z.string()),
  openedAt: z.number(),
  settledAt: z.number().optional(),
  /** How it ended: `ordered`, `settled at start`, `guest thawed by itself` … */
  settledHow: z.string().optional(),
  /** False: nothing of it was ever frozen. Absent: it was, or nobody knows. */
  froze: z.boolean().optional(),
});
export type Hold = z.infer<typeof Hold>;
