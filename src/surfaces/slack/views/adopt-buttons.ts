import type { ActionsBlock, Button } from "@slack/types";
import { adoptValue } from "../adopt-value.ts";
import { escaped } from "../mrkdwn.ts";

/** *Adopt…* shows what can be made of what was found; nothing is written by looking. */
export const adoptButton = (application: string | undefined): ActionsBlock => ({
  type: "actions",
  elements: [button(application, "adopt-look", "Adopt…")],
});

/** *Adopt* takes it into the store, after it was confirmed. */
export const adoptNowButton = (application: string | undefined, points: number): ActionsBlock => ({
  type: "actions",
  elements: [
    {
      ...button(application, "adopt", points === 1 ? "Adopt 1 point" : `Adopt ${points} points`),
      style: "primary",
      confirm: {
        title: { type: "plain_text", text: "Take them into the store?" },
        text: {
          type: "mrkdwn",
          text: `Points of *${application === undefined ? "all applications" : escaped(application, 80)}* that the cloud has and the store does not. The cloud is looked at once more; nothing in it is changed.`,
        },
        confirm: { type: "plain_text", text: "Adopt" },
        deny: { type: "plain_text", text: "Not now" },
      },
    },
  ],
});

const button = (application: string | undefined, action_id: string, text: string): Button => ({
  type: "button",
  action_id,
  text: { type: "plain_text", text },
  value: adoptValue({ application }),
});
