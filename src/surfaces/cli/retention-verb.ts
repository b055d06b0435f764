import type { Answer, Asked } from "./answer.ts";
import { runToEnd } from "./run-to-end.ts";
import { retentionAskedText, retentionText } from "./text/retention.ts";
import { ok } from "./verb.ts";
import { withSession } from "./with-session.ts";

/** `retention APP [--simulate]`: what would go and why all else stays; `--ask` puts the policy before its approvers. */
export function retentionVerb(asked: Asked, application: string): Promise<Answer> {
  if (asked.arguments.ask) return askVerb(asked, application);
  return withSession(asked, async ({ operations }) => {
    const view = await operations.retention(application, asked.signal);
    return ok(retentionText(view), view);
  });
}

function askVerb(asked: Asked, application: string): Promise<Answer> {
  const { reason } = asked.arguments;
  return runToEnd(asked, {
    what: "a request for its retention",
    ask: (operations, actor) => operations.askRetention({ application, reason, actor }, asked.signal),
    answer: (result) => retentionAskedText(result),
  });
}
