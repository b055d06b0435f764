import type { SectionBlock, TableBlock } from "@slack/types";
import type { MemberEvidence } from "#domain/evidence.ts";
import { fitted } from "../fit.ts";
import { plain, preformatted } from "../mrkdwn.ts";
import { section } from "./blocks.ts";
import { isGood } from "./snapshot-words.ts";

/** So many rows fit a phone, and no more than 100 a table: what is wrong stands first. */
const SHOWN = 30;
/** Up to so many volumes are all listed; of more only those that are not good. */
const FEW = 10;

export interface MemberRows {
  readonly rows: readonly (readonly [volume: string, state: string, size: string])[];
  /** In words, what is not listed. */
  readonly more: string | undefined;
}

/** Undefined when there is nothing that the numbers have not said. */
export function memberRows(members: readonly MemberEvidence[]): MemberRows | undefined {
  const bad = members.filter((member) => !isGood(member));
  const good = members.filter(isGood);
  if (members.length === 0 || (bad.length === 0 && members.length > FEW)) return undefined;
  const listed = (members.length > FEW ? bad : [...bad, ...good]).slice(0, SHOWN);
  const left = members.length - listed.length;
  const leftBad = Math.max(0, bad.length - SHOWN);
  return {
    rows: listed.map(row),
    more:
      left === 0
        ? undefined
        : `and ${left} more: ${leftBad === 0 ? "all available" : `${leftBad} not available, ${left - leftBad} available`}`,
  };
}

export function memberTable({ rows, more }: MemberRows): [TableBlock, ...SectionBlock[]] {
  return [
    {
      type: "table",
      rows: [HEADING, ...rows].map((cells) => cells.map((text) => ({ type: "raw_text", text: cell(text) }))),
      column_settings: [{ is_wrapped: true }, { is_wrapped: true }, { align: "right" }],
    },
    ...(more === undefined ? [] : [section([`… ${more}`])]),
  ];
}

/** The same for clients without tables: monospaced. */
export function memberText({ rows, more }: MemberRows): SectionBlock[] {
  const width = Math.min(20, Math.max(...rows.map(([volume]) => Array.from(volume).length)));
  const lines = rows.map(
    ([volume, state, size]) => `${fitted(volume, 20).padEnd(width)}  ${fitted(state, 40)}  ${size}`,
  );
  return [section([preformatted(lines)]), ...(more === undefined ? [] : [section([`… ${more}`])])];
}

const HEADING = ["Volume", "State", "Size"] as const;

function row(member: MemberEvidence): MemberRows["rows"][number] {
  const { role, status, size, expectedSize } = member;
  const emoji = isGood(member) ? "✅" : "❌";
  const sizes =
    size === undefined || size === expectedSize ? `${expectedSize} GiB` : `${size} of ${expectedSize} GiB`;
  return [
    role,
    `${emoji} ${status === "available" && !isGood(member) ? "wrong size" : (status ?? "missing")}`,
    sizes,
  ];
}

const cell = (text: string): string => plain(text, 60).trim() || "–";
