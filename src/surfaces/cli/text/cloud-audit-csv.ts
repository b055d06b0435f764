import type { CloudAudit } from "#domain/design/cloud-audit.ts";
import { toIso } from "#support/clock.ts";
import { WORDS } from "./cloud-audit.ts";
import { csvCell } from "./csv-cell.ts";

const heading = ["cloud", "read", "as", "what", "name", "id", "project", "believes", "is", "why"];

/** One line for each thing that was judged. */
export const cloudAuditCsv = ({ cloud, at, as, lines }: CloudAudit): string =>
  [
    heading,
    ...lines.map(({ kind, name, id, project, believes, verdict, why }) => [
      cloud,
      toIso(at),
      as.reader,
      kind,
      name,
      id,
      project ?? "",
      believes,
      WORDS[verdict],
      why,
    ]),
  ]
    .map((row) => row.map(csvCell).join(","))
    .join("\n");
