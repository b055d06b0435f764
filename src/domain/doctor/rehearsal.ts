import { z } from "zod";
import { FrozenMount } from "../evidence.ts";
import { Finding } from "../finding.ts";
import { Felt } from "./felt.ts";

/** What became of a freeze that was only rehearsed: held and thawed as in a snapshot, with nothing cut in between. */
export const RehearsalResult = z.object({
  /**
   * held: frozen and thawed without a flaw. flawed: something was frozen and the hold was not whole. not-frozen: no freeze
   * came about. refused: preflight says no, nothing was touched.
   */
  outcome: z.enum(["held", "flawed", "not-frozen", "refused"]),
  application: z.string(),
  runId: z.string(),
  budgetMs: z.number(),
  /** From the order to freeze to the last thaw proved. */
  windowMs: z.number().optional(),
  /** How long it was held on purpose, in place of the cut. */
  heldMs: z.number().optional(),
  servers: z.array(
    z.object({ server: z.string(), frozenMs: z.number().optional(), mounts: z.array(FrozenMount) }),
  ),
  /** What was wrong, first reason first; empty when it held. */
  problems: z.array(z.string()),
  findings: z.array(Finding),
  felt: z.array(Felt),
  /** Of which database nothing was felt, and why. */
  unfelt: z.array(z.string()),
});
export type RehearsalResult = z.infer<typeof RehearsalResult>;
