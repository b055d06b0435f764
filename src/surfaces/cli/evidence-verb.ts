import type { Answer, Asked } from "./answer.ts";
import { evidenceText } from "./text/evidence.ts";
import { ok } from "./verb.ts";
import { withSession } from "./with-session.ts";

/** `evidence POINT`: why a point has its label, and why not a better one. */
export const evidenceVerb = (asked: Asked, point: string): Promise<Answer> =>
  withSession(asked, async ({ operations }) => {
    const found = await operations.evidence(point);
    return ok(evidenceText(found), found);
  });
