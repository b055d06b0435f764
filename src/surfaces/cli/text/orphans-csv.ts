import type { OrphanReport } from "#domain/orphans/orphan-report.ts";
import { toIso } from "#support/clock.ts";
import { csvCell } from "./csv-cell.ts";

const heading = [
  "orphan",
  "class",
  "kind",
  "cloud",
  "application",
  "thing",
  "name",
  "status",
  "gib",
  "things",
  "found",
  "told",
  "may be deleted",
  "stays because",
  "proof",
  "commands",
];

/** One line for each orphan, RFC 4180; what a spreadsheet would take for a formula is made text. */
export const orphansCsv = ({ orphans }: OrphanReport): string =>
  [
    heading,
    ...orphans.map(({ record: { orphan, foundAt, told }, stays }) => [
      orphan.id,
      orphan.class,
      orphan.kind,
      orphan.cloud,
      orphan.application ?? "",
      orphan.thing,
      orphan.name,
      orphan.status,
      String(orphan.gib),
      String(orphan.objects),
      toIso(foundAt),
      told === undefined ? "" : toIso(told.at),
      stays === undefined ? "yes" : "no",
      stays ?? "",
      orphan.proof.join("; "),
      orphan.commands.join("\n"),
    ]),
  ]
    .map((row) => row.map(csvCell).join(","))
    .join("\n");
