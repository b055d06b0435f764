import { z } from "zod";

/** One thing that was looked at and is as it should be. */
export const Passed = z.object({
  /** What it is about: a group, a server, a credential. */
  subject: z.string(),
  text: z.string(),
});
export type Passed = z.infer<typeof Passed>;

export const passed = (subject: string, text: string): Passed => ({ subject, text });
