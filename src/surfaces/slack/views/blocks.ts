import type { Button, ContextBlock, HeaderBlock, SectionBlock } from "@slack/types";
import { fitLines, fitted } from "../fit.ts";
import { LIMITS } from "../limits.ts";
import { plain } from "../mrkdwn.ts";

/** The only block builders of the views: each keeps Slack's limits whatever it is given. Text is mrkdwn, escaped by the caller. */

export const header = (text: string): HeaderBlock => ({
  type: "header",
  text: { type: "plain_text", text: plain(text, LIMITS.header).trim() || "–" },
});

/** A line that is undefined is left out; lines that do not fit are counted. */
export function section(lines: Lines, accessory?: Button): SectionBlock {
  return {
    type: "section",
    text: { type: "mrkdwn", text: joined(lines, LIMITS.section) },
    ...(accessory === undefined ? {} : { accessory }),
  };
}

/** Small grey words, for what only some readers look for. */
export const context = (lines: Lines): ContextBlock => ({
  type: "context",
  elements: [{ type: "mrkdwn", text: joined(lines, LIMITS.contextText) }],
});

/** As many sections as the lines need, at most `max`; what is left over is counted in the last one. */
export function sections(lines: readonly string[], max: number): SectionBlock[] {
  const blocks: SectionBlock[] = [];
  let left = lines;
  while (left.length > 0 && blocks.length < max) {
    const count = blocks.length === max - 1 ? left.length : howManyFit(left);
    blocks.push(section(left.slice(0, count)));
    left = left.slice(count);
  }
  return blocks;
}

/** Opens the evidence of a recovery point; none for what is no point. */
export function whyButton(pointId: string | undefined): Button | undefined {
  if (pointId === undefined || pointId.trim() === "") return undefined;
  return {
    type: "button",
    action_id: "why",
    text: { type: "plain_text", text: "Why?" },
    value: fitted(pointId.toWellFormed(), LIMITS.buttonValue),
    accessibility_label: fitted(`Why this label: the evidence of ${plain(pointId, 50)}`, LIMITS.button),
  };
}

type Lines = readonly (string | undefined)[];

const joined = (lines: Lines, max: number): string =>
  fitLines(
    lines.flatMap((line) => (line === undefined || line === "" ? [] : [line])),
    max,
  ) || "–";

function howManyFit(lines: readonly string[]): number {
  let used = 0;
  const over = lines.findIndex((line) => {
    used += line.length + 1;
    return used > LIMITS.section;
  });
  return over === -1 ? lines.length : Math.max(1, over);
}
