import type { CleanedItem, CleanupReport } from "#domain/orphans/cleanup-record.ts";
import type { NothingToClean } from "#domain/orphans/cleanup-result.ts";
import { approvedText } from "./approved.ts";
import { rows } from "./rows.ts";

/** What a clean-up came to: what is gone, what is not and why. */
export function cleanupText(report: CleanupReport): string {
  const { application, items, freedGib, runId } = report;
  const gone = items.filter(({ outcome }) => outcome === "deleted" || outcome === "gone").length;
  const left = items.length - gone;
  return [
    `${application}: ${gone} of ${items.length} orphans are gone, ${freedGib} GiB are free${left === 0 ? "" : `; ${left} ${left === 1 ? "is" : "are"} still there`}`,
    ...items.flatMap(itemLines),
    ...rows([
      ["approved by", approvedText(report)],
      ["run", runId],
    ]),
  ].join("\n");
}

function itemLines({ id, kind, thing, name, gib, outcome, why, remedy }: CleanedItem): string[] {
  const because = why === undefined ? "" : `: ${why}`;
  return [
    `  ${outcome.padEnd(7)}  ${id}  ${kind} ${name || thing} (${gib} GiB)${because}`,
    ...remedy.map((command) => `           run ${command}`),
  ];
}

/** Why nothing was put before anybody. */
export const nothingCleanedText = ({ application, outcome, why, next, stays }: NothingToClean): string =>
  [
    `${application}: ${outcome === "refused" ? "nothing may be deleted now" : "there is nothing that may be deleted"}: ${why}`,
    ...stays.map((one) => `  stays  ${one.id}  ${one.kind} ${one.name}: ${one.why}`),
    ...(next === undefined ? [] : [`next: ${next}`]),
  ].join("\n");
