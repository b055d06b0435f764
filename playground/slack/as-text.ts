import type { Fields, MessageContent } from "./types.ts";

/** Who and what an id means; default: the id itself. */
export interface Names {
  readonly user?: (id: string) => string | undefined;
  readonly group?: (id: string) => string | undefined;
  readonly channel?: (id: string) => string | undefined;
}

/** A message as lines for a terminal: its blocks, or its text when it has none. */
export function asText({ text, blocks, files = [] }: MessageContent, names: Names = {}): readonly string[] {
  const shown = files.map(({ title }) => `[file: ${title}]`);
  const said = text === "" && files.length > 0 ? [] : [mrkdwn(text, names)];
  const lines = blocks.length === 0 ? said : blocks.flatMap((block) => blockLines(block, names));
  return [...lines, ...shown].flatMap((line) => line.split("\n")).map((line) => line.trimEnd());
}

/** A modal's or Home's lines, its title first. */
export function viewAsText(view: Fields, names: Names = {}): readonly string[] {
  const title = plain(view.title, names);
  return [...(title === "" ? [] : [title]), ...asText({ text: "", blocks: rows(view.blocks) }, names)];
}

/** Slack's own markup as plain text. docs.slack.dev/messaging/formatting-message-text */
export function mrkdwn(text: string, names: Names = {}): string {
  return text
    .replace(/```\n?([^`]+?)\n?```/g, "$1")
    .replace(/<([^<>]+)>/g, (_, inner: string) => reference(inner, names))
    .replace(/(^|[\s(])\*([^*\n]+)\*(?=$|[\s).,:;!?])/gm, "$1$2")
    .replace(/(^|[\s(])_([^_\n]+)_(?=$|[\s).,:;!?])/gm, "$1$2")
    .replace(/(^|[\s(])~([^~\n]+)~(?=$|[\s).,:;!?])/gm, "$1$2")
    .replace(/:([a-z0-9_+-]+):/g, (all, name: string) => emoji.get(name) ?? all)
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function reference(inner: string, { user, group, channel }: Names): string {
  const [target = "", label] = inner.split("|");
  if (target.startsWith("@")) return `@${user?.(target.slice(1)) ?? label ?? target.slice(1)}`;
  if (target.startsWith("#")) return `#${channel?.(target.slice(1)) ?? label ?? target.slice(1)}`;
  if (target.startsWith("!subteam^")) return `@${group?.(target.slice(9)) ?? label ?? target.slice(9)}`;
  if (target.startsWith("!date^")) return label ?? target;
  if (target.startsWith("!")) return `@${label ?? target.slice(1)}`;
  return label ?? target;
}

const emoji: ReadonlyMap<string, string> = new Map([
  ["white_check_mark", "✅"],
  ["heavy_check_mark", "✔"],
  ["warning", "⚠️"],
  ["x", "❌"],
  ["no_entry", "⛔"],
  ["no_entry_sign", "🚫"],
  ["octagonal_sign", "🛑"],
  ["rotating_light", "🚨"],
  ["information_source", "ℹ️"],
  ["hourglass_flowing_sand", "⏳"],
  ["hourglass", "⌛"],
  ["snowflake", "❄️"],
  ["ice_cube", "🧊"],
  ["camera_with_flash", "📸"],
  ["camera", "📷"],
  ["lock", "🔒"],
  ["mag", "🔍"],
  ["arrows_counterclockwise", "🔄"],
  ["large_green_circle", "🟢"],
  ["large_yellow_circle", "🟡"],
  ["large_orange_circle", "🟠"],
  ["red_circle", "🔴"],
  ["white_circle", "⚪"],
  ["black_circle", "⚫"],
  ["double_vertical_bar", "⏸️"],
  ["arrow_forward", "▶️"],
  ["wave", "👋"],
]);

const mark: ReadonlyMap<unknown, string> = new Map([
  ["complete", "✓"],
  ["in_progress", "▸"],
  ["pending", "·"],
  ["error", "✗"],
]);

function blockLines(block: Fields, names: Names): readonly string[] {
  switch (block.type) {
    case "section": {
      const fields = rows(block.fields).map((field) => plain(field, names));
      const beside = element(block.accessory, names);
      return [...some(plain(block.text, names)), ...fields, ...some(beside)];
    }
    case "header":
    case "alert":
      return [plain(block.text, names)];
    case "divider":
      return ["─".repeat(24)];
    case "context":
      return [
        rows(block.elements)
          .map((one) => element(one, names))
          .join(" · "),
      ];
    case "actions":
      return [
        rows(block.elements)
          .map((one) => element(one, names))
          .join(" "),
      ];
    case "plan":
      return [words(block.title), ...rows(block.tasks).flatMap((task) => taskLines(task, names))];
    case "task_card":
      return taskLines(block, names);
    case "rich_text":
      return richLines(block, names);
    case "markdown":
      return [words(block.text)];
    case "table":
    case "data_table":
      return [...some(words(block.caption)), ...tableLines(block, names)];
    case "input":
      return [`${plain(block.label, names)}: ____`];
    case "container": {
      const inner = asText({ text: "", blocks: rows(block.child_blocks) }, names);
      return [plain(block.title, names), ...inner.map((line) => `  ${line}`)];
    }
    case "card":
      return [block.title, block.subtitle, block.body]
        .map((part) => plain(part, names))
        .concat(rows(block.actions).map((one) => element(one, names)))
        .filter((line) => line !== "");
    case "data_visualization":
      return chartLines(block);
    case "carousel":
      return rows(block.elements).flatMap((card) => blockLines(card, names));
    default:
      return [`[${words(block.alt_text) || words(block.type)}]`];
  }
}

function taskLines(task: Fields, names: Names): readonly string[] {
  const inner = [task.details, task.output].flatMap((rich) =>
    typeof rich === "object" && rich !== null ? richLines(rich as Fields, names) : [],
  );
  const [first, ...more] = inner;
  const line = `  ${mark.get(task.status) ?? "?"} ${words(task.title)}`;
  return [first === undefined ? line : `${line} – ${first}`, ...more.map((text) => `      ${text}`)];
}

/** One line for each paragraph, item or line of code. */
function richLines(block: Fields, names: Names): readonly string[] {
  return rows(block.elements).flatMap((part) => {
    if (part.type !== "rich_text_list") return inline(part, names).split("\n");
    const bullet = (index: number) => (part.style === "ordered" ? `${index + 1}. ` : "• ");
    return rows(part.elements).map((item, index) => `${bullet(index)}${inline(item, names)}`);
  });
}

const inline = (part: Fields, names: Names): string =>
  rows(part.elements)
    .map((one) => {
      if (one.type === "user") return `@${names.user?.(words(one.user_id)) ?? words(one.user_id)}`;
      if (one.type === "usergroup")
        return `@${names.group?.(words(one.usergroup_id)) ?? words(one.usergroup_id)}`;
      if (one.type === "channel")
        return `#${names.channel?.(words(one.channel_id)) ?? words(one.channel_id)}`;
      if (one.type === "emoji") return emoji.get(words(one.name)) ?? `:${words(one.name)}:`;
      if (one.type === "date") return words(one.fallback);
      return words(one.text) || words(one.url);
    })
    .join("");

function tableLines(block: Fields, names: Names): readonly string[] {
  const cells = (Array.isArray(block.rows) ? (block.rows as Fields[][]) : []).map((row) =>
    row.map((cell) => (cell.type === "rich_text" ? richLines(cell, names).join(" ") : words(cell.text))),
  );
  const width = (column: number) => Math.max(...cells.map((row) => (row[column] ?? "").length));
  return cells.map((row) => row.map((text, column) => text.padEnd(width(column))).join("  "));
}

/** The chart's numbers, a line for each category. */
function chartLines({ title, chart }: Fields): readonly string[] {
  const { type, series, axis_config: axes } = (chart ?? {}) as Fields;
  const { categories, y_label: unit } = (axes ?? {}) as Fields;
  const named = (Array.isArray(categories) ? categories : []).map((category, index) => {
    const values = rows(series).map(({ name, data }) => `${words(name)} ${String(rows(data)[index]?.value)}`);
    return `  ${words(category)}: ${values.join(", ")}`;
  });
  return [`[${words(type)} chart: ${words(title)}${unit === undefined ? "" : `, ${words(unit)}`}]`, ...named];
}

function element(value: unknown, names: Names): string {
  if (typeof value !== "object" || value === null) return "";
  const one = value as Fields;
  if (one.type === "button") return `[${plain(one.text, names)}]`;
  if (one.type === "image") return `[${words(one.alt_text)}]`;
  if ("text" in one && typeof one.text === "string") return plain(one, names);
  return `[${plain(one.placeholder, names) || words(one.type)}]`;
}

/** The text of a text object. */
function plain(value: unknown, names: Names): string {
  if (typeof value !== "object" || value === null) return "";
  const { type, text } = value as Fields;
  return type === "plain_text"
    ? words(text).replace(/:([a-z0-9_+-]+):/g, (all, name: string) => emoji.get(name) ?? all)
    : mrkdwn(words(text), names);
}

const words = (value: unknown): string => (typeof value === "string" ? value : "");
const rows = (value: unknown): readonly Fields[] => (Array.isArray(value) ? (value as Fields[]) : []);
const some = (line: string): readonly string[] => (line === "" ? [] : [line]);
