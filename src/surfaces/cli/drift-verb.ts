import type { Answer, Asked } from "./answer.ts";
import { exitStatus } from "./exit-status.ts";
import { driftText } from "./text/drift.ts";
import { withSession } from "./with-session.ts";

/** `drift [APP]`: is what is there still what the manifest, and the newest point, says? Looks now. */
export const driftVerb = (asked: Asked, application: string): Promise<Answer> =>
  withSession(asked, async ({ operations }) => {
    const reports = await operations.drift(application === "" ? undefined : application, asked.signal);
    const drifted = reports.some(({ findings }) => findings.some(({ severity }) => severity !== "info"));
    return {
      text: driftText(reports),
      json: reports,
      status: drifted ? exitStatus.weaker : exitStatus.ok,
    };
  });
