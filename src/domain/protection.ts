import { z } from "zod";

/** Who wants something to stay, whatever retention or a clean-up say. */
export const Protection = z.object({
  /** Slack id. */
  by: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  reason: z.string().optional(),
});
export type Protection = z.infer<typeof Protection>;

/** Metadata key on each member snapshot. Whatever its value is: while it is there, nothing of the set is deleted. */
export const PROTECTED_KEY = "freezeframe:protected";

/** Cinder takes values of at most 255 characters (cinder/utils.py, check_metadata_properties). */
const VALUE_MAX = 255;

/** As it is written on the member snapshots: `U0123 1764000000000 reason`. */
export const protectionMetadata = ({ by, at, reason }: Protection): Record<string, string> => ({
  [PROTECTED_KEY]: `${by} ${at}${reason === undefined ? "" : ` ${reason}`}`.slice(0, VALUE_MAX),
});

export const isProtected = (metadata: Readonly<Record<string, string>>): boolean =>
  Object.hasOwn(metadata, PROTECTED_KEY);

/** What the members say; of somebody else's wording only that it is protected. Undefined: it is not. */
export function readProtection(metadata: Readonly<Record<string, string>>): Protection | undefined {
  const value = metadata[PROTECTED_KEY];
  if (value === undefined) return undefined;
  const found = /^(\S+) (\d{1,15})(?: (.*))?$/s.exec(value);
  const [, by, at, reason] = found ?? [];
  if (by === undefined || at === undefined)
    return { by: "metadata", at: 0, ...(value === "" ? {} : { reason: value }) };
  return { by, at: Number(at), ...(reason === undefined ? {} : { reason }) };
}
