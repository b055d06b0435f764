import type { App } from "@slack/bolt";

/** Our modals have nothing to submit; what Slack tells of them is taken note of, so that nobody sees an error. */
export function registerViews(app: App): void {
  app.view({ type: "view_submission", callback_id: /^/ }, ({ ack }) => ack());
  app.view({ type: "view_closed", callback_id: /^/ }, ({ ack }) => ack());
}
