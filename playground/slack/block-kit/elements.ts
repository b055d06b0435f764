import { z } from "zod";
import { anyText, confirm, identifier, plainText, text } from "./text.ts";

/** Elements with the limits of docs.slack.dev/reference/block-kit/block-elements and the JSDoc of @slack/types 3.2.0. */
const option = z.strictObject({
  text: anyText(75),
  // 75 in older pages, 150 in newer ones: the stricter of what can be read today is taken.
  value: text(150).optional(),
  description: plainText(75).optional(),
  url: text(3_000).optional(),
});

const actionable = { action_id: identifier.optional(), confirm: confirm.optional() };
const focusable = { ...actionable, focus_on_load: z.boolean().optional() };
const placeholder = { placeholder: plainText(150).optional() };

const options = (max: number, min = 1) =>
  z.array(option).min(min, `requires at least ${min} items`).max(max, `no more than ${max} items allowed`);

export const button = z.strictObject({
  type: z.literal("button"),
  text: plainText(75),
  value: text(2_000).optional(),
  url: text(3_000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
  accessibility_label: text(75).optional(),
  ...actionable,
});

export const image = z.strictObject({
  type: z.literal("image"),
  alt_text: text(2_000),
  image_url: text(3_000).optional(),
  slack_file: z.looseObject({}).optional(),
});

const select = (type: string) =>
  z.strictObject({
    type: z.literal(type),
    options: options(100).optional(),
    option_groups: z
      .array(z.strictObject({ label: plainText(75), options: options(100) }))
      .max(100, "no more than 100 items allowed")
      .optional(),
    initial_option: option.optional(),
    initial_options: options(100).optional(),
    max_selected_items: z.int().min(1).optional(),
    ...placeholder,
    ...focusable,
  });

/** Selects that Slack fills itself. */
const filledSelect = (type: string) => z.looseObject({ type: z.literal(type), ...placeholder, ...focusable });

const choice = (type: string) =>
  z.strictObject({
    type: z.literal(type),
    options: options(10),
    initial_option: option.optional(),
    initial_options: options(10).optional(),
    ...focusable,
  });

const picker = (type: string) => z.looseObject({ type: z.literal(type), ...placeholder, ...focusable });

const plainTextInput = z.strictObject({
  type: z.literal("plain_text_input"),
  action_id: identifier.optional(),
  initial_value: text(3_000, 0).optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(3_000).optional(),
  max_length: z.int().min(1).max(3_000).optional(),
  dispatch_action_config: z.looseObject({}).optional(),
  focus_on_load: z.boolean().optional(),
  ...placeholder,
});

const overflow = z.strictObject({ type: z.literal("overflow"), options: options(5, 2), ...actionable });

const selects = [
  select("static_select"),
  select("multi_static_select"),
  ...["users", "conversations", "channels", "external"].flatMap((what) => [
    filledSelect(`${what}_select`),
    filledSelect(`multi_${what}_select`),
  ]),
] as const;

const choices = [choice("checkboxes"), choice("radio_buttons")] as const;
const pickers = [picker("datepicker"), picker("timepicker"), picker("datetimepicker")] as const;

/** What may be clicked in a message. */
export const actionElement = z.discriminatedUnion("type", [
  button,
  overflow,
  ...selects,
  ...choices,
  ...pickers,
  picker("workflow_button"),
  picker("rich_text_input"),
]);

export const accessory = z.discriminatedUnion("type", [
  button,
  image,
  overflow,
  ...selects,
  ...choices,
  ...pickers,
  picker("workflow_button"),
]);

export const inputElement = z.discriminatedUnion("type", [
  plainTextInput,
  ...selects,
  ...choices,
  ...pickers,
  ...["number_input", "email_text_input", "url_text_input", "file_input", "rich_text_input"].map(picker),
]);
