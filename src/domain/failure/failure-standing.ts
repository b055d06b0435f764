import type { Incident } from "#domain/rpo/incident.ts";
import type { Standing } from "#domain/rpo/standing.ts";
import type { Failure } from "./failure.ts";
import { isAllClear, stillLeft } from "./next-failure.ts";
import { REPAIRS } from "./repairs.ts";

/** How it stands with the failed snapshots of an application, in words for the command line and the audit. */
export function failureStanding(
  { id, application }: Pick<Incident, "id" | "application">,
  failure: Failure,
): Standing {
  const { mended, runs } = failure;
  const left = stillLeft(failure);
  if (mended !== undefined && isAllClear(failure)) {
    const graded = mended.grade === undefined ? "" : ` (${mended.grade})`;
    return {
      state: "kept",
      by: `point ${mended.point}${graded} of run ${mended.run}; nothing is left behind`,
    };
  }
  const last = runs.at(-1);
  const said = last === undefined ? "" : `the snapshot of run ${last.id} ${REPAIRS[last.kind].ended}`;
  const often = runs.length < 2 ? "" : `, the last of ${runs.length} that failed`;
  const since = mended === undefined ? "" : `; point ${mended.point} was made since`;
  const behind = left.length === 0 ? "" : `; left behind: group snapshot ${left.join(", ")}`;
  const steps = [
    ...(left.length === 0 ? [] : [`freezeframe clean ${application} ${id}`]),
    ...(mended === undefined ? [`freezeframe snapshot ${application}`] : []),
  ];
  return { state: "missed", text: `${said}${often}${since}${behind}`, next: steps.join(", then ") };
}
