import { DomainError } from "#domain/errors.ts";
import { abortable } from "../abortable.ts";
import { type ApprovalValue, readApprovalValue } from "../approval-value.ts";
import { slackCode } from "../slack-code.ts";
import { denyModal, refusal } from "../views/index.ts";
import type { Clicked, OnClick } from "./clicked.ts";
import type { Deps } from "./deps.ts";
import { tidyApproval } from "./stale-message.ts";
import { OLD_BUTTON, STOPPING } from "./standing-refusals.ts";

/** *Approve*. What was decided is told by the request's own message; a refusal, to whoever clicked. */
export const onApprove: OnClick = onApproval(({ operations }, { approval, digest }, clicked, signal) =>
  operations.decide(
    {
      ...{ approvalId: approval, what: "approve", digest, via: "slack" },
      ...{ actor: clicked.actor, trigger: clicked.trigger },
    },
    signal,
  ),
);

export const onWithdraw: OnClick = onApproval(({ operations }, { approval, digest }, { actor }, signal) =>
  operations.withdraw({ approvalId: approval, digest, actor }, signal),
);

/** *Reviewed*, after the glass was broken; its button is in the message that tells the end as well. */
export const onReview: OnClick = onApproval(
  ({ operations }, { approval, digest }, { actor }, signal) =>
    operations.review({ approvalId: approval, digest, actor }, signal),
  async () => undefined,
);

/** *Deny…*: asks why in a window; what is submitted there decides. */
export const onDeny: OnClick = onApproval(async ({ operations, client, log }, value, clicked, signal) => {
  const approval = await operations.approval(value.approval);
  try {
    const view = denyModal({ ...approval, digest: value.digest });
    await abortable(client.views.open({ trigger_id: clicked.trigger, view }), signal);
  } catch (cause) {
    const code = slackCode(cause);
    log.warn({ code, approval: approval.id }, "the window to deny an approval did not open");
    await clicked.reply.later(refusal(notOpened(code, approval.id)));
  }
});

type Act = (deps: Deps, value: ApprovalValue, clicked: Clicked, signal: AbortSignal) => Promise<unknown>;

function onApproval(act: Act, tidy = tidyApproval): OnClick {
  return async (clicked, deps, signal) => {
    const value = readApprovalValue(clicked.value);
    if (value === undefined) return clicked.reply.later(OLD_BUTTON);
    if (deps.stopping()) return clicked.reply.later(STOPPING);
    try {
      await act(deps, value, clicked, signal);
    } catch (error) {
      await clicked.reply.later(deps.refused(error));
    }
    await tidy(value.approval, clicked, deps, signal);
  };
}

const notOpened = (code: string, id: string): DomainError =>
  new DomainError(
    "unreachable",
    code === "expired_trigger_id"
      ? "Slack opens a window only within 3 s of the click, and this took longer"
      : `Slack did not open the window (${code}); nothing was decided`,
    { next: `click again, or freezeframe deny ${id} --reason "…" on the command line` },
  );
