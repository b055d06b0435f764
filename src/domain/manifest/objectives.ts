import { z } from "zod";
import { Duration } from "../duration.ts";

/** What the application's owners want; what was reached is measured. Milliseconds once parsed. */
export const Objectives = z.strictObject({
  rpo: Duration.optional().describe("The most data, in time, that may be lost"),
  rto: Duration.optional().describe("The longest that a restore may take"),
  grade: z
    .enum(["A", "B", "C", "D", "E"])
    .optional()
    .describe("The grade that a recovery point must have to count"),
});
export type Objectives = z.infer<typeof Objectives>;
