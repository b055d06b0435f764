import { z } from "zod";

/** How a guest was reached. */
const Address = z.object({
  server: z.string(),
  via: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("ssh"),
      host: z.string(),
      port: z.number(),
      user: z.string(),
      jump: z.string().optional(),
    }),
    z.object({ kind: z.literal("local"), port: z.number() }),
  ]),
});

/** One execution of the freeze window, committed before anything is armed: what must be settled if we die. */
export const Hold = z.object({
  token: z.string(),
  application: z.string(),
  runId: z.string(),
  /** 1 for the first execution of the run's window. */
  execution: z.number(),
  servers: z.array(z.string()),
  /** How they were reached, so that they can be thawed when the manifest has gone meanwhile. */
  addresses: z.array(Address).optional(),
  openedAt: z.number(),
  settledAt: z.number().optional(),
  /** How it ended: `ordered`, `settled at start`, `guest thawed by itself` … */
  settledHow: z.string().optional(),
  /** False: nothing of it was ever frozen. Absent: it was, or nobody knows. */
  froze: z.boolean().optional(),
});
export type Hold = z.infer<typeof Hold>;
