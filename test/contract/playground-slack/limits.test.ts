import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { checkBlocks, checkView } from "../../../playground/slack/block-kit/check.ts";

/**
 * Slack has no schema: the numbers stand in the comments of its own typings. Each limit is read there, then the simulation
 * is tried with exactly so much and with one more.
 */
const typings = createRequire(createRequire(import.meta.url).resolve("@slack/web-api")).resolve(
  "@slack/types",
);
const read = (file: string): string =>
  readFileSync(new URL(file, `file://${typings}`), "utf8").replace(/\s*\n\s*(?:\*(?!\/))?\s*/g, " ");
const blocks = read("./block-kit/blocks.d.ts");
const elements = read("./block-kit/block-elements.d.ts");
const composition = read("./block-kit/composition-objects.d.ts");
const views = read("./views.d.ts");

/** The number in the comment before a field of an interface. */
function documented(text: string, name: string, field: string): number {
  const body = new RegExp(
    `interface ${name}\\b[^{]*\\{(.*?)(?=export interface|export type|export \\{|$)`,
  ).exec(text)?.[1];
  const comment = new RegExp(`/\\*\\*((?:(?!\\*/).)*)\\*/ ${field}\\??:`).exec(body ?? "")?.[1] ?? "";
  const numbers = [...comment.matchAll(/(?:max(?:imum)?\b[^.]*?|limit|less than|max of) ?`?(\d[\d,]*)/gi)];
  const found = numbers.at(-1)?.[1];
  if (found === undefined) throw new Error(`@slack/types says no limit of ${name}.${field}: ${comment}`);
  return Number(found.replaceAll(",", ""));
}

const plain = (text: string) => ({ type: "plain_text", text });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const x = (length: number) => "x".repeat(length);
const times = <T>(count: number, one: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => one(index));
const button = (change: object = {}) => ({ type: "button", action_id: "a", text: plain("b"), ...change });
const actions = (elements_: unknown[]) => ({ type: "actions", elements: elements_ });
const option = (text: string) => ({ text: plain(text), value: "v" });
const select = (options: unknown[]) => actions([{ type: "static_select", action_id: "s", options }]);
const card = (change: object) => ({ type: "card", title: mrkdwn("t"), ...change });
const rawRow = (columns: number) => times(columns, () => ({ type: "raw_text", text: "c" }));

interface Rule {
  readonly says: string;
  readonly limit: number;
  readonly block: (size: number) => object;
}

const rules: readonly Rule[] = [
  {
    says: "section.text",
    limit: documented(blocks, "SectionBlock", "text"),
    block: (n) => ({ type: "section", text: mrkdwn(x(n)) }),
  },
  {
    says: "header.text",
    limit: documented(blocks, "HeaderBlock", "text"),
    block: (n) => ({ type: "header", text: plain(x(n)) }),
  },
  {
    says: "context.elements",
    limit: documented(blocks, "ContextBlock", "elements"),
    block: (n) => ({ type: "context", elements: times(n, () => mrkdwn("x")) }),
  },
  {
    says: "actions.elements",
    limit: 25,
    block: (n) => actions(times(n, (i) => button({ action_id: `a${i}` }))),
  },
  {
    says: "image.alt_text",
    limit: documented(
      blocks.replace("type ImageBlock = {", "interface ImageBlock {"),
      "ImageBlock",
      "alt_text",
    ),
    block: (n) => ({ type: "image", image_url: "https://x.example/i.png", alt_text: x(n) }),
  },
  {
    says: "input.label",
    limit: documented(blocks, "InputBlock", "label"),
    block: (n) => ({
      type: "input",
      label: plain(x(n)),
      element: { type: "plain_text_input", action_id: "a" },
    }),
  },
  {
    says: "markdown.text",
    limit: documented(blocks, "MarkdownBlock", "text"),
    block: (n) => ({ type: "markdown", text: x(n) }),
  },
  {
    says: "card.title",
    limit: documented(blocks, "CardBlock", "title"),
    block: (n) => card({ title: mrkdwn(x(n)) }),
  },
  {
    says: "card.body",
    limit: documented(blocks, "CardBlock", "body"),
    block: (n) => card({ body: mrkdwn(x(n)) }),
  },
  {
    says: "carousel.elements",
    limit: documented(blocks, "CarouselBlock", "elements"),
    block: (n) => ({ type: "carousel", elements: times(n, () => card({})) }),
  },
  {
    says: "container.title",
    limit: 150,
    block: (n) => ({ type: "container", title: plain(x(n)), child_blocks: [{ type: "divider" }] }),
  },
  {
    says: "container.child_blocks",
    limit: documented(blocks, "ContainerBlock", "child_blocks"),
    block: (n) => ({
      type: "container",
      title: plain("t"),
      child_blocks: times(n, () => ({ type: "divider" })),
    }),
  },
  { says: "table rows", limit: 100, block: (n) => ({ type: "table", rows: times(n, () => rawRow(1)) }) },
  { says: "table columns", limit: 20, block: (n) => ({ type: "table", rows: [rawRow(n)] }) },
  {
    says: "button.text",
    limit: documented(elements, "Button", "text"),
    block: (n) => actions([button({ text: plain(x(n)) })]),
  },
  {
    says: "button.value",
    limit: documented(elements, "Button", "value"),
    block: (n) => actions([button({ value: x(n) })]),
  },
  {
    says: "select options",
    limit: documented(elements, "StaticSelect", "options"),
    block: (n) => select(times(n, (i) => option(`o${i}`))),
  },
  {
    says: "option.text",
    limit: documented(composition, "PlainTextOption", "text"),
    block: (n) => select([option(x(n))]),
  },
  {
    says: "confirm.title",
    limit: documented(composition, "Confirm", "title"),
    block: (n) =>
      actions([
        button({ confirm: { title: plain(x(n)), text: plain("t"), confirm: plain("y"), deny: plain("n") } }),
      ]),
  },
  {
    says: "block_id",
    limit: documented(blocks, "Block", "block_id"),
    block: (n) => ({ type: "divider", block_id: x(n) }),
  },
];

describe("limits of @slack/types", () => {
  it.each(rules)("$says: $limit is taken, one more is not", ({ limit, block }) => {
    expect(checkBlocks([block(limit)], "message")).toEqual([]);
    expect(checkBlocks([block(limit + 1)], "message")).not.toEqual([]);
  });

  it("views: 100 blocks and 3,000 characters of private_metadata, a title of 24", () => {
    const view = (change: object) => ({
      type: "modal",
      title: plain("t"),
      blocks: [{ type: "divider" }],
      ...change,
    });
    const most = documented(views, "BaseView", "blocks");
    const metadata = documented(views, "BaseView", "private_metadata");
    const title = documented(views, "ModalView", "title");
    const dividers = (count: number) => times(count, () => ({ type: "divider" }));
    expect([most, metadata, title]).toEqual([100, 3_000, 24]);
    for (const [one, more] of [
      [{ blocks: dividers(most) }, { blocks: dividers(most + 1) }],
      [{ private_metadata: x(metadata) }, { private_metadata: x(metadata + 1) }],
      [{ title: plain(x(title)) }, { title: plain(x(title + 1)) }],
    ] as const) {
      expect(checkView(view(one))).toEqual([]);
      expect(checkView(view(more))).not.toEqual([]);
    }
  });

  it("knows every block type of the typings, and no other", () => {
    const union = /type KnownBlock = ([^;]+);/.exec(blocks)?.[1] ?? "";
    const types = union.split(" | ").map((name) => {
      const found = new RegExp(`(?:interface|type) ${name.trim()}\\b.*?type: '(\\w+)'`).exec(blocks)?.[1];
      return found ?? name;
    });
    expect(types).toHaveLength(20);
    // A remote file is never sent, only seen.
    for (const type of types.filter((one) => one !== "file"))
      expect([type, unsupported(type)]).toEqual([type, false]);
    for (const type of ["file", "sections", "call", ""])
      expect([type, unsupported(type)]).toEqual([type, true]);
  });
});

const unsupported = (type: string): boolean =>
  checkBlocks([{ type }], "message").some((breach) => breach.startsWith("unsupported type"));
