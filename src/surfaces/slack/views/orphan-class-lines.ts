import { gibOf } from "#domain/orphans/cleanup-plan.ts";
import { OrphanClass } from "#domain/orphans/orphan.ts";
import type { OrphanReport } from "#domain/orphans/orphan-report.ts";
import { atMost } from "../fit.ts";
import { code, preformatted, withMoments } from "../mrkdwn.ts";
import { orphanStays, orphanThing } from "./orphan-words.ts";

export type OrphanLine = OrphanReport["orphans"][number];

/** So many commands of one orphan are printed: what mends it is no longer. */
const COMMANDS = 4;

/** Orphans by what kind of debris they are: how many, how much, what may go, and of the others why they stay and what mends them. */
export function orphanClassLines(
  orphans: readonly OrphanLine[],
  shownOfEach: number,
  telling: boolean,
): string[][] {
  const found = Map.groupBy(orphans, ({ record }) => record.orphan.class);
  return OrphanClass.options.flatMap((of): string[][] => {
    const lines = found.get(of);
    if (lines === undefined) return [];
    const gib = gibOf(lines.map(({ record }) => record.orphan));
    const sum = `*${of.charAt(0).toUpperCase()}${of.slice(1)}*: ${lines.length}${gib === 0 ? "" : `, ${gib} GiB`}`;
    return [[sum, ...atMost(lines, shownOfEach, (line) => orphanLine(line, telling))]];
  });
}

function orphanLine({ record, stays }: OrphanLine, telling: boolean): string {
  const { proof, commands, by } = record.orphan;
  const because = proof.length === 0 ? [] : [`↳ because ${withMoments(proof.join("; "), 300)}`];
  const run = commands.slice(0, COMMANDS);
  return [
    `• ${orphanThing(record)}`,
    ...because,
    stays === undefined ? "↳ ✅ *may be deleted now*" : `↳ ⏳ stays: ${orphanStays(record, stays, telling)}`,
    ...(run.length === 0 ? [] : [`↳ ${WHO[by]}:\n${preformatted(run)}`]),
    ...(commands.length > run.length
      ? [`↳ … and ${commands.length - run.length} more: ${code("freezeframe orphans")}`]
      : []),
  ].join("\n");
}

const WHO = {
  administrator: "an administrator runs",
  owner: "its owner looks",
  "clean-up": "helps",
} as const;
