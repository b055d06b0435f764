import { DomainError, type ErrorKind } from "#domain/errors.ts";
import { type Line, textOf } from "./line-codec.ts";

/** What each code of a kit's protocol is to the caller, and what to do about it. */
export type KitCodes = Readonly<Record<string, { readonly kind: ErrorKind; readonly next?: string }>>;

/** A kit's ERR line as an error that names server, role and place; `log` is what a program behind it said last. */
export function kitRefusal(
  codes: KitCodes,
  server: string,
  line: Line,
  log: readonly string[] = [],
): DomainError {
  const code = textOf(line, "code") ?? "protocol";
  const role = textOf(line, "role");
  const known = codes[code] ?? { kind: "failed" as const };
  const path = textOf(line, "path");
  const said = textOf(line, "what") ?? code;
  // Many a text names the place already.
  const place = path === undefined || said.includes(path) ? "" : `, ${path}`;
  const where = `${server}${role === undefined ? "" : `, role ${role}`}${place}`;
  const end = log.length === 0 ? "" : `; its log ends: ${log.slice(-4).join(" | ")}`;
  return new DomainError(known.kind, `${where}: ${said} (${code})${end}`, known);
}
