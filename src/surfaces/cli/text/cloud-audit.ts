import type { CloudAudit } from "#domain/design/cloud-audit.ts";
import { toMinute } from "#domain/minute.ts";
import { table } from "./rows.ts";

/** Who believes to be consistent and is not: the deceived first, a table, and whose eyes have seen it. */
export function cloudAuditText({ cloud, at, as, opening, lines }: CloudAudit): string {
  const deceived = lines.filter(({ verdict }) => verdict === "deceived").length;
  return [
    deceived === 0
      ? `${cloud}: nothing that could be judged believes to be consistent and is not`
      : `${cloud}: ${deceived} ${deceived === 1 ? "thing believes" : "things believe"} to be consistent and ${deceived === 1 ? "is" : "are"} not`,
    "",
    ...opening.map(({ text, known }) => `${known ? "" : "not known: "}${text}`),
    "",
    ...table(
      ["what", "name", "id", "project", "believes", "is", "why"],
      lines.map(({ kind, name, id, project, believes, verdict, why }) => [
        kind,
        name,
        kind === "back end" ? "" : id,
        project ?? "",
        believes,
        WORDS[verdict],
        why,
      ]),
    ),
    "",
    `read ${toMinute(at)} as ${as.reader}${as.reader === as.project ? ": groups of its own project alone" : ": groups of every project that it may see"}`,
  ].join("\n");
}

/** Also in the table for a spreadsheet. */
export const WORDS = {
  deceived: "NOT CONSISTENT",
  unknown: "not known",
  consistent: "consistent",
  plain: "not meant to be",
} as const;
