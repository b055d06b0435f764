import { z } from "zod";
import { Source } from "./source.ts";

/** One sentence of a design, with where it comes from. `known: false` says that something could not be known. */
export const Statement = z.object({
  text: z.string(),
  from: z.array(Source).min(1),
  known: z.boolean(),
});
export type Statement = z.infer<typeof Statement>;

export const say = (text: string, ...from: [Source, ...Source[]]): Statement => ({ text, from, known: true });

/** What is not known, and where one has looked. */
export const unknown = (text: string, ...from: [Source, ...Source[]]): Statement => ({
  text,
  from,
  known: false,
});
