import { z } from "zod";

/**
 * Text objects: 1 to 3,000 characters, less where a block says so.
 * docs.slack.dev/reference/block-kit/composition-objects/text-object
 */
export const plainText = (max = 3_000) =>
  z.strictObject({ type: z.literal("plain_text"), text: text(max), emoji: z.boolean().optional() });

export const mrkdwn = (max = 3_000) =>
  z.strictObject({ type: z.literal("mrkdwn"), text: text(max), verbatim: z.boolean().optional() });

export const anyText = (max = 3_000) => z.discriminatedUnion("type", [plainText(max), mrkdwn(max)]);

/** `must be less than 3001 characters` and `must be more than 0 characters` are Slack's own words. */
export const text = (max: number, min = 1) =>
  z
    .string()
    .min(min, `must be more than ${min - 1} characters`)
    .max(max, `must be less than ${max + 1} characters`);

/** action_id, block_id, callback_id: 255 characters each. */
export const identifier = text(255);

/** A dialog that asks whether it is meant. docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object */
export const confirm = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(["primary", "danger"]).optional(),
});
