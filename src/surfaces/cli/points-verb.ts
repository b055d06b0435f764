import type { Answer, Asked } from "./answer.ts";
import { retentionVerb } from "./retention-verb.ts";
import { pointsText } from "./text/lists.ts";
import { ok } from "./verb.ts";
import { withSession } from "./with-session.ts";

/** `points APP [--prune]`: recovery points; with it what retention would take of them, and why each other stays. */
export function pointsVerb(asked: Asked, application: string): Promise<Answer> {
  if (asked.arguments.prune) return retentionVerb(asked, application);
  return withSession(asked, async ({ operations }) => {
    const points = await operations.points(application);
    return ok(pointsText(application, points, asked.now()), points);
  });
}
