import { z } from "zod";
import { fitted } from "./fit.ts";

const NAME_MAX = 200;

/** What a button of an adoption carries: whose points; absent: of all applications. */
const Value = z.strictObject({ application: z.string().min(1).max(NAME_MAX).optional() });
export type AdoptValue = z.infer<typeof Value>;

export const adoptValue = ({ application }: AdoptValue): string =>
  JSON.stringify(
    application === undefined ? {} : { application: fitted(application.toWellFormed() || "-", NAME_MAX) },
  );

/** Undefined for what we did not write. */
export function readAdoptValue(text: string): AdoptValue | undefined {
  try {
    return Value.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
