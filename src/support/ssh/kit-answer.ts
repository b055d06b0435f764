import type { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import { type Line, textOf } from "./line-codec.ts";

/** Whose answer it is, and which command of that kit says its version. */
export interface Answering {
  readonly server: string;
  /** `guest` */
  readonly who: string;
  /** `guest kit` */
  readonly kit: string;
  /** `freezeframe-hold` */
  readonly command: string;
}

/** Reads a kit's answer. Errors: `failed`, naming the server and the keys, when it said something else. */
export function readKitAnswer<T>(
  schema: z.ZodType<T>,
  line: Line,
  { server, who, kit, command }: Answering,
): T {
  const values = Object.fromEntries(Object.keys(line.args).map((key) => [key, textOf(line, key)]));
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
  throw new DomainError(
    "failed",
    `${server}: the ${who}'s answer ${line.verb} lacks or garbles ${where || "its values"}`,
    { next: `Bring bot and ${kit} to the same version (${command} version).` },
  );
}
