import { z } from "zod";
import { chart } from "./chart.ts";
import { accessory, actionElement, button, image as imageElement, inputElement } from "./elements.ts";
import { richText } from "./rich-text.ts";
import { anyText, identifier, mrkdwn, plainText, text } from "./text.ts";

/**
 * The blocks with their limits, as docs.slack.dev/reference/block-kit/blocks and the JSDoc of @slack/types 3.2.0 give
 * them. A field that a block does not have is refused, as Slack does (`invalid additional property`).
 */
const id = { block_id: identifier.optional() };
const list = <S extends z.ZodType>(item: S, max: number, min = 1) =>
  z.array(item).min(min, `requires at least ${min} items`).max(max, `no more than ${max} items allowed`);

const section = z
  .strictObject({
    type: z.literal("section"),
    text: anyText(3_000).optional(),
    fields: list(anyText(2_000), 10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
    ...id,
  })
  .refine(
    (block) => block.text !== undefined || block.fields !== undefined,
    "must define either text or fields",
  );

const header = z.strictObject({
  type: z.literal("header"),
  text: plainText(150),
  level: z.int().optional(),
  ...id,
});
const divider = z.strictObject({ type: z.literal("divider"), ...id });

const context = z.strictObject({
  type: z.literal("context"),
  elements: list(z.discriminatedUnion("type", [imageElement, plainText(), mrkdwn()]), 10),
  ...id,
});

const actions = z.strictObject({ type: z.literal("actions"), elements: list(actionElement, 25), ...id });

const contextActions = z.strictObject({
  type: z.literal("context_actions"),
  elements: list(z.looseObject({ type: z.enum(["feedback_buttons", "icon_button"]) }), 5),
  ...id,
});

/** docs.slack.dev/reference/block-kit/composition-objects/slack-file-object: rejected when both are provided. */
const slackFile = z
  .strictObject({ id: z.string().optional(), url: z.string().optional() })
  .refine(
    ({ id: file, url }) => (file === undefined) !== (url === undefined),
    "must define either url or id",
  );

const image = z
  .strictObject({
    type: z.literal("image"),
    alt_text: text(2_000),
    image_url: text(3_000).optional(),
    slack_file: slackFile.optional(),
    title: plainText(2_000).optional(),
    ...id,
  })
  .refine(
    ({ image_url, slack_file }) => (image_url === undefined) !== (slack_file === undefined),
    "must define either image_url or slack_file",
  );

const input = z.strictObject({
  type: z.literal("input"),
  label: plainText(2_000),
  element: inputElement,
  hint: plainText(2_000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  ...id,
});

const markdown = z.strictObject({ type: z.literal("markdown"), text: text(12_000), ...id });

const cell = z.discriminatedUnion("type", [
  richText,
  z.strictObject({ type: z.literal("raw_text"), text: text(3_000) }),
  z.strictObject({ type: z.literal("raw_number"), value: z.number(), text: text(3_000) }),
]);

const table = z.strictObject({
  type: z.literal("table"),
  rows: list(list(cell, 20), 100),
  column_settings: list(
    z.strictObject({
      align: z.enum(["left", "center", "right"]).optional(),
      is_wrapped: z.boolean().optional(),
    }),
    20,
    0,
  ).optional(),
  ...id,
});

const dataTable = z.strictObject({
  type: z.literal("data_table"),
  rows: list(list(cell, 20), 201, 2),
  caption: text(3_000),
  page_size: z.int().min(1).max(100).optional(),
  row_header_column_index: z.int().min(0).optional(),
  ...id,
});

/** `complete`, not `completed`: docs.slack.dev/reference/block-kit/blocks/task-card-block */
const taskCard = z.strictObject({
  type: z.literal("task_card"),
  task_id: text(255),
  title: text(3_000),
  status: z.enum(["pending", "in_progress", "complete", "error"]),
  details: richText.refine((rich) => rich.elements.length === 1, "must have exactly one element").optional(),
  output: richText.refine((rich) => rich.elements.length === 1, "must have exactly one element").optional(),
  sources: z.array(z.strictObject({ type: z.literal("url"), url: z.string(), text: z.string() })).optional(),
  ...id,
});

const plan = z.strictObject({
  type: z.literal("plan"),
  title: text(3_000),
  tasks: list(taskCard, 50, 0).optional(),
  ...id,
});

/** 200 characters is what other typed clients enforce; Slack's page names no number. */
const alert = z.strictObject({
  type: z.literal("alert"),
  text: anyText(200),
  level: z.enum(["default", "info", "warning", "error", "success"]).optional(),
  ...id,
});

const card = z
  .strictObject({
    type: z.literal("card"),
    hero_image: imageElement.optional(),
    icon: imageElement.optional(),
    title: mrkdwn(150).optional(),
    subtitle: mrkdwn(150).optional(),
    body: mrkdwn(200).optional(),
    actions: list(button, 3).optional(),
    ...id,
  })
  .refine(
    ({ hero_image, title, actions: buttons, body }) =>
      [hero_image, title, buttons, body].some((part) => part !== undefined),
    "needs hero_image, title, actions or body",
  );

const carousel = z.strictObject({ type: z.literal("carousel"), elements: list(card, 10), ...id });

const video = z.looseObject({ type: z.literal("video"), title: plainText(199), alt_text: text(2_000) });

const inContainer = z.discriminatedUnion("type", [
  actions,
  context,
  divider,
  header,
  image,
  input,
  richText,
  section,
  table,
  video,
]);

const container = z
  .strictObject({
    type: z.literal("container"),
    title: plainText(150).optional(),
    rich_text_title: richText.optional(),
    subtitle: anyText(150).optional(),
    child_blocks: list(inContainer, 10),
    width: z.enum(["narrow", "standard", "wide", "full"]).optional(),
    icon: imageElement.optional(),
    is_collapsible: z.boolean().optional(),
    default_collapsed: z.boolean().optional(),
    has_header_divider: z.boolean().optional(),
    ...id,
  })
  .refine(
    ({ title, rich_text_title }) => title !== undefined || rich_text_title !== undefined,
    "needs title or rich_text_title",
  );

export const block = z.discriminatedUnion(
  "type",
  [
    actions,
    alert,
    card,
    carousel,
    chart,
    container,
    context,
    contextActions,
    dataTable,
    divider,
    header,
    image,
    input,
    markdown,
    plan,
    richText,
    section,
    table,
    taskCard,
    video,
  ],
  { error: (issue) => (issue.code === "invalid_union" ? unsupported(issue.input) : undefined) },
);

function unsupported(input: unknown): string {
  const type = typeof input === "object" && input !== null && "type" in input ? String(input.type) : "none";
  return `unsupported type: ${type}`;
}
