import { DomainError } from "#domain/errors.ts";
import type { RetentionView } from "#domain/retention/view.ts";
import type { Answer, Asked } from "./answer.ts";
import { runToEnd } from "./run-to-end.ts";
import { retentionAskedText, retentionsText, retentionText } from "./text/retention.ts";
import { ok } from "./verb.ts";
import { withSession } from "./with-session.ts";

/**
 * `retention APP [--simulate]`: what would go and why all else stays; `--ask` puts the policy before its approvers. Without APP a
 * line for each application.
 */
export function retentionVerb(asked: Asked, application: string): Promise<Answer> {
  if (application === "") return allVerb(asked);
  if (asked.arguments.ask) return askVerb(asked, application);
  return withSession(asked, async ({ operations }) => {
    const view = await operations.retention(application, asked.signal);
    return ok(retentionText(view), view);
  });
}

function allVerb(asked: Asked): Promise<Answer> {
  if (asked.arguments.ask)
    throw new DomainError("invalid-input", "retention --ask needs APP: each policy is approved by itself");
  return withSession(asked, async ({ operations }) => {
    const views: RetentionView[] = [];
    for (const { application } of await operations.overview())
      views.push(await operations.retention(application, asked.signal));
    return ok(retentionsText(views), views);
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
