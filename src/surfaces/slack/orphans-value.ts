import { z } from "zod";
import { fitted } from "./fit.ts";

const NAME_MAX = 200;

/** What a button of an application's orphans carries: whose, and up to when what was found was shown to whoever clicks. */
const Value = z.strictObject({
  application: z.string().min(1).max(NAME_MAX),
  foundUpTo: z.number(),
  /** For how long they are kept, ms; absent: for good. */
  forMs: z.number().optional(),
});
export type OrphansValue = z.infer<typeof Value>;

export const orphansValue = ({ application, foundUpTo, forMs }: OrphansValue): string =>
  JSON.stringify({
    application: fitted(application.toWellFormed() || "-", NAME_MAX),
    foundUpTo,
    ...(forMs === undefined ? {} : { forMs }),
  } satisfies OrphansValue);

/** Undefined for what we did not write. */
export function readOrphansValue(text: string): OrphansValue | undefined {
  try {
    return Value.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
