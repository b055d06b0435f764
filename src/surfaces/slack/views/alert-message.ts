import type { KnownBlock } from "@slack/types";
import type { Application } from "#domain/application.ts";
import type { PointLine } from "#domain/application-status.ts";
import { SnapshotResult } from "#domain/snapshot-result.ts";
import type { RunView } from "#engine/port.ts";
import { atMost } from "../fit.ts";
import { actorMention, code, escaped } from "../mrkdwn.ts";
import { context, header, section, whyButton } from "./blocks.ts";
import { leftoverLines } from "./leftover-lines.ts";
import { memberRows, memberTable, memberText } from "./member-table.ts";
import type { Message } from "./message.ts";
import { nextStep } from "./next-step.ts";
import { headline, lastGoodLine, lastGoodWords, nextOf, numbers, thawWarning } from "./snapshot-words.ts";
import { failureWords, seenOfFreeze, stateWords } from "./state-words.ts";

/** What failed, told once to the owners: what still holds, what is left behind, and what to do. */
export function alertMessage(
  state: {
    readonly run: RunView;
    readonly application: Application;
    readonly result?: SnapshotResult | undefined;
    /** Newest point of the wanted grade, for a run that ended without a result. */
    readonly usable?: PointLine | undefined;
  },
  now: number,
): Message {
  const result = state.result ?? SnapshotResult.safeParse(state.run.result).data;
  return result === undefined ? withoutResult(state, now) : withResult(state, result, now);
}

interface Alerted {
  readonly run: RunView;
  readonly application: Application;
  readonly usable?: PointLine | undefined;
}

function withResult({ run, application }: Alerted, result: SnapshotResult, now: number): Message {
  const title = `🚨 ${headline(result).replace(/^\S+ /, "")}`;
  const rows = memberRows(result.members);
  const frame = (members: readonly KnownBlock[]): KnownBlock[] => [
    header(title),
    section(
      [numbers(result), thawWarning(result), ...atMost(result.problems, 3, (line) => `• ${escaped(line)}`)],
      whyButton(result.point),
    ),
    ...members,
    ...leftoverLines(result.leftovers, 3).map((line) => section([line])),
    section([
      lastGoodLine(result, run.createdAt, now),
      `*Next:* ${nextOf(result)}`,
      `*For* ${ownersOf(application)}`,
    ]),
    context([`run ${code(run.id, 80)}`]),
  ];
  return {
    text: `${escaped(title, 200)}. ${numbers(result).replaceAll("*", "")}`,
    blocks: frame(rows === undefined ? [] : memberTable(rows)),
    ...(rows === undefined ? {} : { classic: frame(memberText(rows)) }),
  };
}

function withoutResult({ run, application, usable }: Alerted, now: number): Message {
  const { title, line, next } = stateWords(run);
  const name = application.application;
  const said = title.replace(/^\S+ %/, `🚨 ${name}`);
  return {
    text: `${escaped(said, 200)}${line === undefined ? "" : `. ${failureWords(line, 300)}`}`,
    blocks: [
      header(said),
      section([
        line === undefined ? undefined : failureWords(line, 800),
        seenOfFreeze([], name),
        usable === undefined
          ? `*Last good point:* see ${code(`/ff points ${name}`)}`
          : lastGoodWords(usable.id, usable.grade, usable.createdAt, now),
        next === undefined ? `*Next:* ${code(`/ff doctor ${name}`)}` : nextStep(next),
        `*For* ${ownersOf(application)}`,
      ]),
      context([`run ${code(run.id, 80)}`]),
    ],
  };
}

const ownersOf = ({ owners }: Application): string => atMost(owners.operators, 20, actorMention).join(" ");
