import { z } from "zod";
import type { Fields } from "../types.ts";
import { block } from "./blocks.ts";
import { identifier, plainText, text } from "./text.ts";

/** A rule that is broken, in the form in which Slack answers: `… [json-pointer:/blocks/1/elements]`. */
export type Breach = string;

export type Surface = "message" | "modal" | "home";

/** docs.slack.dev/reference/block-kit/blocks: 50 blocks in a message, 100 in a view. */
const MOST_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };

/** Plans, tables and charts belong to messages. docs.slack.dev/reference/block-kit/blocks, "Available in surfaces". */
const MESSAGES_ONLY: readonly string[] = [
  "plan",
  "task_card",
  "table",
  "data_table",
  "context_actions",
  "markdown",
];

/** Every broken rule of `blocks` on this surface; empty: Slack takes them. */
export function checkBlocks(value: unknown, surface: Surface, at = "/blocks"): readonly Breach[] {
  const parsed = z.array(block).safeParse(value);
  const breaches = parsed.success ? [] : parsed.error.issues.map((issue) => breach(issue, at));
  if (!Array.isArray(value)) return breaches;
  const blocks = value as Fields[]; // what is no object has been named above
  return [...breaches, ...[...together(blocks, surface)].map((words) => `${words} [json-pointer:${at}]`)];
}

/** Rules about blocks beside one another. */
function* together(blocks: readonly Fields[], surface: Surface): Generator<string> {
  const most = MOST_BLOCKS[surface];
  if (blocks.length > most) yield `no more than ${most} items allowed`;
  const types = blocks.map((one) => String(one?.type));
  const count = (type: string) => types.filter((one) => one === type).length;
  if (count("plan") > 0 && count("task_card") > 0) yield "plan and task_card cannot be used together";
  if (count("plan") > 1) yield "only one plan is allowed";
  // docs.slack.dev/reference/block-kit/blocks/table-block: one per message (only_one_table_allowed)
  if (count("table") > 1) yield "only one table is allowed";
  if (count("data_visualization") > 2) yield "no more than 2 data_visualization blocks allowed";
  // docs.slack.dev/reference/block-kit/blocks/markdown-block: 12,000 for all of them together
  if (blocks.reduce((sum, one) => sum + (one?.type === "markdown" ? String(one.text).length : 0), 0) > 12_000)
    yield "markdown blocks must be less than 12001 characters together";
  if (surface !== "message") {
    const stray = types.find((type) => MESSAGES_ONLY.includes(type));
    if (stray !== undefined) yield `${stray} is not available in a ${surface}`;
  }
  const ids = blocks.flatMap((one) => (typeof one?.block_id === "string" ? [one.block_id] : []));
  if (new Set(ids).size < ids.length) yield "block_id already exists";
}

/** docs.slack.dev/reference/views: lengths of a modal's own fields, and submit where there are inputs. */
export function checkView(view: unknown): readonly Breach[] {
  const common = {
    blocks: z.array(z.unknown()),
    private_metadata: text(3_000, 0).optional(),
    callback_id: identifier.or(z.literal("")).optional(),
    external_id: text(255, 0).optional(),
  };
  const parsed = z
    .discriminatedUnion("type", [
      z.strictObject({
        type: z.literal("modal"),
        title: plainText(24),
        submit: plainText(24).optional(),
        close: plainText(24).optional(),
        clear_on_close: z.boolean().optional(),
        notify_on_close: z.boolean().optional(),
        submit_disabled: z.boolean().optional(),
        ...common,
      }),
      z.strictObject({ type: z.literal("home"), ...common }),
    ])
    .safeParse(view);
  if (!parsed.success) return parsed.error.issues.map((issue) => breach(issue, "/view"));
  const { data } = parsed;
  const breaches = checkBlocks(data.blocks, data.type, "/view/blocks");
  const asks = (data.blocks as Fields[]).some((one) => one?.type === "input");
  const needsSubmit = data.type === "modal" && asks && data.submit === undefined;
  return needsSubmit ? [...breaches, "missing required field: submit [json-pointer:/view]"] : breaches;
}

/**
 * What counts towards `msg_blocks_too_long`, which Slack answers beyond about 13,200 characters: all texts, and about
 * 100 for each header. Measured by others: github.com/slackapi/bolt-js issues 2509 and 2867.
 */
export const MOST_CHARACTERS = 13_200;

export function charactersOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + charactersOf(one), 0);
  if (typeof value !== "object" || value === null) return 0;
  const own = "type" in value && value.type === "header" ? 100 : 0;
  return Object.entries(value).reduce((sum, [key, inner]) => {
    const counts = typeof inner === "string" && (key === "text" || key === "title" || key === "caption");
    return sum + (counts ? inner.length : charactersOf(inner));
  }, own);
}

function breach(issue: z.core.$ZodIssue, at: string): Breach {
  const pointer = [at, ...issue.path.map(String)].join("/");
  const words =
    issue.code === "unrecognized_keys"
      ? `invalid additional property: ${issue.keys.join(", ")}`
      : issue.message.toLowerCase().startsWith("invalid input: expected") &&
          issue.message.endsWith("undefined")
        ? "missing required field"
        : issue.message;
  return `${words} [json-pointer:${pointer}]`;
}
