import { expect, test } from "vitest";
import { assertWithinLimits } from "#surfaces/slack/limits.ts";
import { blocksToHtml } from "../../../scripts/pictures/blocks-to-html.ts";
import { blocksOf, gallery } from "./gallery.ts";

const each = gallery.map((shown) => [shown.name, shown] as const);

test("no two views share a name", () => {
  expect(new Set(gallery.map(({ name }) => name)).size).toBe(gallery.length);
});

test.each(each)("%s says what it said before", (_name, { shown }) => {
  expect(shown).toMatchSnapshot();
});

test.each(each)("%s keeps Slack's limits", (_name, { shown }) => {
  expect(assertWithinLimits(shown)).toEqual([]);
});

test.each(each)("every block of %s can be seen", (_name, shown) => {
  for (const block of blocksOf(shown).filter(({ type }) => type !== "divider"))
    expect(textOf(blocksToHtml([block])), JSON.stringify(block)).not.toBe(textOf(blocksToHtml([])));
});

test("a block that the renderer does not know would be noticed", () => {
  const unknown = { type: "data_table", rows: [] } as unknown as ReturnType<typeof blocksOf>[number];
  expect(textOf(blocksToHtml([unknown]))).toBe(textOf(blocksToHtml([])));
});

const textOf = (html: string): string => html.replaceAll(/<[^>]*>/g, "").trim();
