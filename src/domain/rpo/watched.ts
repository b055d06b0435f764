import { z } from "zod";

/** Since when an objective of an application has been watched: what never was there is missed only after its time. */
export const Watched = z.object({
  kind: z.enum(["rpo", "tested"]),
  application: z.string(),
  /** Epoch milliseconds. */
  since: z.number(),
});
export type Watched = z.infer<typeof Watched>;

export const watchedId = ({ kind, application }: Pick<Watched, "kind" | "application">): string =>
  `${kind}:${application}`;
