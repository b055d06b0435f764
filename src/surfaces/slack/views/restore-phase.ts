import { z } from "zod";

/** What a restore says that it is doing. In memory and lossy: what is missing here may have happened. */
export const RestorePhase = z.discriminatedUnion("phase", [
  /** A restore test alone: for its turn among those that may run at once, and then for a point to test. */
  z.object({ phase: z.literal("waiting") }),
  z.object({ phase: z.literal("picking") }),
  z.object({ phase: z.literal("planning") }),
  z.object({ phase: z.literal("approval") }),
  z.object({ phase: z.literal("creating"), done: z.number(), of: z.number() }),
  z.object({ phase: z.literal("attaching"), done: z.number(), of: z.number() }),
  z.object({ phase: z.literal("booting") }),
  z.object({ phase: z.literal("recovering"), what: z.string().optional() }),
  /** `why`: what has failed before. */
  z.object({ phase: z.literal("listing"), why: z.string().optional() }),
  z.object({ phase: z.literal("tearing down"), why: z.string().optional() }),
]);
export type RestorePhase = z.infer<typeof RestorePhase>;
