import type { Answer, Asked } from "./answer.ts";
import { scheduleText } from "./text/schedule.ts";
import { ok } from "./verb.ts";
import { withSession } from "./with-session.ts";

/** `schedule [APP]`: when next, and what became of the last slot. */
export function scheduleVerb(asked: Asked, application: string): Promise<Answer> {
  return withSession(asked, async ({ operations }) => {
    const lines = await operations.schedule(application === "" ? undefined : application);
    return ok(scheduleText(lines, asked.now()), lines);
  });
}
