import { describeDuration } from "#domain/duration.ts";
import type { Failure, Gone, Mended } from "#domain/failure/failure.ts";
import { stillLeft } from "#domain/failure/next-failure.ts";
import { REPAIRS } from "#domain/failure/repairs.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { atMost } from "../fit.ts";
import { actorMention, code, date } from "../mrkdwn.ts";

/** What has become of a failure since: failed again, mended, cleaned up; one line each. */
export function repairLines(failure: Failure): string[] {
  const { runs, mended } = failure;
  const again = runs.slice(1);
  const last = again.at(-1);
  return [
    ...(last === undefined
      ? []
      : [
          `🔁 Failed ${again.length === 1 ? "again" : `${again.length} times more`}, last ${date(last.at)}: the snapshot ${REPAIRS[last.kind].ended} (run ${code(last.id, 80)})`,
        ]),
    ...(mended === undefined ? [] : [mendedLine(mended)]),
    ...goneLines(failure),
  ];
}

/** Nothing is to be done any more: who did what, and when. */
export function allClearLines({ openedAt, resolvedAt = openedAt, failure }: Incident): string[] {
  const [first] = failure?.runs ?? [];
  return [
    `All clear ${date(resolvedAt)}, ${describeDuration(resolvedAt - openedAt)} after it began`,
    ...(failure === undefined ? [] : repairLines(failure)),
    ...(first === undefined
      ? []
      : [`Was: the snapshot ${REPAIRS[first.kind].ended} (run ${code(first.id, 80)})`]),
  ];
}

/** Undefined: nothing of it is left. */
export function stillLeftLine(failure: Failure): string | undefined {
  const left = stillLeft(failure);
  return left.length === 0
    ? undefined
    : `*Still left behind:* ${atMost(left, 3, (id) => `group snapshot ${code(id, 80)}`).join(", ")}`;
}

const mendedLine = ({ run, point, grade, by, at }: Mended): string =>
  `☑️ Snapshot taken ${date(at)}: point ${code(point, 120)} (${grade ?? "–"}), run ${code(run, 80)}${by === "" ? "" : `, for ${actorMention(by)}`}`;

function goneLines({ left }: Failure): string[] {
  const gone = left.filter((one): one is typeof one & { gone: Gone } => one.gone !== undefined);
  return atMost(gone, 5, ({ id, gone: { at, cleanup } }) => {
    const what = `☑️ Left behind, and gone ${date(at)}: group snapshot ${code(id, 80)}`;
    if (cleanup === undefined) return what;
    const { requestedBy, approvedBy, run } = cleanup;
    const approved =
      approvedBy.length === 0 ? "" : `, approved by ${atMost(approvedBy, 3, actorMention).join(", ")}`;
    const asked = requestedBy === "" ? "" : `, asked for by ${actorMention(requestedBy)}`;
    return `${what}${asked}${approved} (run ${code(run, 80)})`;
  });
}
