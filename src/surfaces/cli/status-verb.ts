import type { Answer, Asked } from "./answer.ts";
import { exitStatus } from "./exit-status.ts";
import { statusText } from "./text/status.ts";
import { withSession } from "./with-session.ts";

/** `status [APP]`: is anything frozen now, and how do the applications stand? A guest that does not answer leaves it open. */
export function statusVerb(asked: Asked, application: string): Promise<Answer> {
  return withSession(asked, async ({ operations }) => {
    const status = await operations.status(application === "" ? undefined : application, asked.signal);
    return {
      text: statusText(status, asked.now(), asked.arguments.subject),
      json: status,
      status: status.unreachable.length === 0 ? exitStatus.ok : exitStatus.unreachable,
    };
  });
}
