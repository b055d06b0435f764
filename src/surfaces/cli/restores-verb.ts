import type { Answer, Asked } from "./answer.ts";
import { restoresText } from "./text/restores.ts";
import { ok } from "./verb.ts";
import { withSession } from "./with-session.ts";

/** `restores`: those of which something is there, and until when. */
export const restoresVerb = (asked: Asked): Promise<Answer> =>
  withSession(asked, async ({ operations }) => {
    const restores = await operations.restores();
    return ok(restoresText(restores, asked.now()), restores);
  });
