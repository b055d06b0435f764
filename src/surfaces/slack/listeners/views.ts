import type { App, ViewSubmitAction } from "@slack/bolt";
import { DENY, errorModal, RESTORE } from "../views/index.ts";
import type { Deps } from "./deps.ts";
import { Submission } from "./payloads.ts";
import { submitDenial } from "./submit-denial.ts";
import { submitRestore } from "./submit-restore.ts";

/** Windows that are sent or closed. Most of ours have nothing to send. */
export function registerViews(app: App, deps: Deps): void {
  app.view<ViewSubmitAction>({ type: "view_submission", callback_id: /^/ }, async ({ body, ack }) => {
    const parsed = Submission.safeParse(body);
    if (!parsed.success) return deps.log.warn("what Slack sent as a form is none");
    switch (parsed.data.view.callback_id) {
      case DENY:
        return submitDenial(parsed.data, ack, deps);
      case RESTORE:
        return submitRestore(parsed.data, ack, deps);
      case "":
        return ack();
      default:
        return ack({ response_action: "update", view: errorModal(OLD_WINDOW) });
    }
  });
  app.view({ type: "view_closed", callback_id: /^/ }, ({ ack }) => ack());
}

const OLD_WINDOW = {
  kind: "refused",
  message: "This window is of another version of Freezeframe; nothing was done",
  next: "close it, and begin anew",
};
