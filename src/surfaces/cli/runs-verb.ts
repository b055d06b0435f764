import type { Answer, Asked } from "./answer.ts";
import { runsText } from "./text/lists.ts";
import { ok } from "./verb.ts";
import { withSession } from "./with-session.ts";

/** `runs`: the newest runs of all kinds. */
export const runsVerb = (asked: Asked): Promise<Answer> =>
  withSession(asked, async ({ operations }) => {
    const runs = await operations.runs(asked.arguments.limit);
    return ok(runsText(runs), runs);
  });
