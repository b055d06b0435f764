import { z } from "zod";
import { Duration } from "../duration.ts";
import { Recipe } from "./recipe.ts";

/** No manifest may hold writes longer than this; below any cluster manager's time to live and the kernel's hung-task warning. */
export const BUDGET_MAX_MS = 30_000;
/** What a freeze gets when the manifest says nothing. */
export const BUDGET_DEFAULT_MS = 10_000;

/** How and how long writes are held. Durations are milliseconds once parsed. */
export const Quiesce = z.strictObject({
  policy: z
    .enum(["require", "degrade", "skip"])
    .describe(
      "require: no freeze, no point. degrade: go on without, and the label says so. skip: never freeze",
    ),
  budget: Duration.refine((ms) => ms >= 100 && ms <= BUDGET_MAX_MS, {
    error: "expected a budget between 100ms and 30s",
  })
    .prefault("10s")
    .describe("How long writes may be held; the guest thaws by itself 1 s later"),
  stages: z
    .array(
      z
        .array(Recipe, { error: "expected a list of recipes: stages are lists of lists" })
        .min(1, "expected at least one recipe"),
    )
    .default([])
    .describe("In order; inside a stage in parallel; thawed in reverse"),
  canary: z
    .boolean({ error: "expected true or false" })
    .optional()
    .describe(
      "Write a numbered line to a small file on each data file system in turn, around each snapshot; a restore test reads from it whether the cut was torn; default: false",
    ),
});
export type Quiesce = z.infer<typeof Quiesce>;
