import { z } from "zod";

const Count = z
  .int({ error: "expected a whole number" })
  .min(0, "expected 0 or more")
  .max(1_000, "expected at most 1000");

/** How many recovery points are kept, by age. Absent = nothing is ever pruned. */
export const Retention = z
  .strictObject({
    last: Count.default(0).describe("The newest so many"),
    daily: Count.default(0).describe("The best of each of so many days"),
    weekly: Count.default(0).describe("The best of each of so many weeks"),
    monthly: Count.default(0).describe("The best of each of so many months"),
    yearly: Count.default(0).describe("The best of each of so many years"),
  })
  .refine((kept) => kept.last + kept.daily + kept.weekly + kept.monthly + kept.yearly > 0, {
    error: "expected to keep at least one recovery point",
  });
export type Retention = z.infer<typeof Retention>;
