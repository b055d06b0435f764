import { z } from "zod";
import { fitted } from "./fit.ts";

const ID_MAX = 120;

/** What a button of a restore carries: which one, by the request's id. */
const Value = z.strictObject({ restore: z.string().min(1).max(ID_MAX) });

export const restoreValue = (id: string): string =>
  JSON.stringify({ restore: fitted(id.toWellFormed() || "-", ID_MAX) } satisfies z.infer<typeof Value>);

/** Undefined for what we did not write. */
export function readRestoreValue(text: string): string | undefined {
  try {
    return Value.safeParse(JSON.parse(text)).data?.restore;
  } catch {
    return undefined;
  }
}
