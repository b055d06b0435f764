import { z } from "zod";
import { Duration } from "#domain/duration.ts";
import type { PathSchema } from "./ssh-section.ts";

const SHORTEST_MS = 3_600_000;
const LONGEST_MS = 30 * 86_400_000;

/** The store's file, and the copies of it that are made by schedule. */
export const storeSection = (path: PathSchema) =>
  z.strictObject({
    path: path.describe("The SQLite file that holds runs and recovery points; on a local disk, never on NFS"),
    backup: z
      .strictObject({
        every: Duration.refine((ms) => ms >= SHORTEST_MS && ms <= LONGEST_MS, {
          error: "expected a duration from 1h to 30d",
        })
          .prefault("1d")
          .describe("Between two backups"),
        keep: z
          .int({ error: "expected a whole number" })
          .min(1, "expected at least 1")
          .max(1_000, "expected at most 1000")
          .default(7)
          .describe("How many stay; older ones are removed after a new one was found whole"),
        directory: path
          .optional()
          .describe("Where they go, best on another disk; default: backups beside the store"),
      })
      .optional()
      .describe("Copies of the store while the bot runs; without it none is made by itself"),
  });
