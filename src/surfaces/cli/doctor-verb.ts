import { RehearsalResult } from "#domain/doctor/rehearsal.ts";
import { atLeast } from "#domain/label.ts";
import type { Diagnosis } from "#operations/index.ts";
import type { Answer, Asked } from "./answer.ts";
import { exitStatus } from "./exit-status.ts";
import { runToEnd } from "./run-to-end.ts";
import { doctorText } from "./text/doctor.ts";
import { rehearsalText } from "./text/rehearsal.ts";
import { withSession } from "./with-session.ts";

/** `doctor APP`: would a snapshot be taken, and what would it be worth? With `--rehearse` it is tried, but for the cut. */
export const doctorVerb = (asked: Asked, application: string): Promise<Answer> =>
  asked.arguments.rehearse ? rehearsed(asked, application) : diagnosed(asked, application);

const diagnosed = (asked: Asked, application: string): Promise<Answer> =>
  withSession(asked, async ({ operations }) => {
    const diagnosis = await operations.doctor(application, asked.signal);
    return { text: doctorText(diagnosis), json: diagnosis, status: statusOf(diagnosis) };
  });

/** Weaker: it would be taken, and its grade would not be what the objectives want. */
function statusOf({ ready, foreseen }: Diagnosis): number {
  if (!ready) return exitStatus.refused;
  const { grade, wanted } = foreseen ?? {};
  return wanted === undefined || atLeast(grade, wanted) ? exitStatus.ok : exitStatus.weaker;
}

const rehearsed = (asked: Asked, application: string): Promise<Answer> =>
  runToEnd(asked, {
    what: `a rehearsal of ${application}`,
    ask: (operations, actor) => operations.rehearse({ application, actor }, asked.signal),
    answer: (given) => {
      const result = RehearsalResult.parse(given);
      return { text: rehearsalText(result), json: result, status: ofOutcome[result.outcome] };
    },
  });

const ofOutcome: Record<RehearsalResult["outcome"], number> = {
  held: exitStatus.ok,
  flawed: exitStatus.failed,
  "not-frozen": exitStatus.failed,
  refused: exitStatus.refused,
};
