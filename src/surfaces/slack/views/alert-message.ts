import type { KnownBlock } from "@slack/types";
import type { Application } from "#domain/application.ts";
import type { PointLine } from "#domain/application-status.ts";
import { stillLeft } from "#domain/failure/next-failure.ts";
import type { Leftover } from "#domain/leftover.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { SnapshotResult } from "#domain/snapshot-result.ts";
import type { RunView } from "#engine/port.ts";
import { atMost } from "../fit.ts";
import { actorMention, code, escaped } from "../mrkdwn.ts";
import { allClear } from "./all-clear.ts";
import { context, header, section, whyButton } from "./blocks.ts";
import { leftoverLines } from "./leftover-lines.ts";
import { memberRows, memberTable, memberText } from "./member-table.ts";
import type { Message } from "./message.ts";
import { nextStep } from "./next-step.ts";
import { repairButtons } from "./repair-buttons.ts";
import { repairLines, stillLeftLine } from "./repair-lines.ts";
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
    /** What it belongs to. Its first run's alert is where all of it is told; one that fails meanwhile is told in that thread. */
    readonly incident?: Incident | undefined;
  },
  now: number,
): Message {
  const { incident } = state;
  if (incident?.resolvedAt !== undefined && isFirst(incident, state.run)) return allClear(incident);
  const result = state.result ?? SnapshotResult.safeParse(state.run.result).data;
  return result === undefined ? withoutResult(state, now) : withResult(state, result, now);
}

interface Alerted {
  readonly run: RunView;
  readonly application: Application;
  readonly usable?: PointLine | undefined;
  readonly incident?: Incident | undefined;
}

const isFirst = ({ failure }: Incident, { id }: RunView): boolean => failure?.runs[0]?.id === id;

/** What has become of it since, and what can be done; nothing below an alert in its thread. */
function repairs({ incident, run }: Alerted): KnownBlock[] {
  if (incident?.failure === undefined || !isFirst(incident, run)) return [];
  const lines = repairLines(incident.failure);
  return [...(lines.length === 0 ? [] : [section(lines)]), ...repairButtons(incident)];
}

/** The buttons that are there in place of what to type; undefined: there is more to it. */
function repairStep({ outcome, frozen }: SnapshotResult, incident: Incident | undefined): string | undefined {
  const failure = incident?.failure;
  if (failure === undefined || outcome !== "incomplete" || frozen?.thawConfirmed === false) return undefined;
  const left = stillLeft(failure).length > 0;
  return [
    ...(failure.mended === undefined ? ["*Retry*; if it fails again, mend the back end (*Runbook*)"] : []),
    ...(left ? ["*Clean up…* takes away what is left behind, after an approval"] : []),
  ].join(". ");
}

/** What is gone by now is not told as left behind. */
function leftBehind({ leftovers }: SnapshotResult, incident: Incident | undefined): readonly Leftover[] {
  const gone = new Set(
    incident?.failure?.left.flatMap(({ id, gone: over }) => (over === undefined ? [] : id)),
  );
  return leftovers.filter(({ id }) => !gone.has(id));
}

function withResult(alerted: Alerted, result: SnapshotResult, now: number): Message {
  const { run, application, incident } = alerted;
  const title = `🚨 ${headline(result).replace(/^\S+ /, "")}`;
  const rows = memberRows(result.members);
  const frame = (members: readonly KnownBlock[]): KnownBlock[] => [
    header(title),
    section(
      [numbers(result), thawWarning(result), ...atMost(result.problems, 3, (line) => `• ${escaped(line)}`)],
      whyButton(result.point),
    ),
    ...members,
    ...leftoverLines(leftBehind(result, incident), 3).map((line) => section([line])),
    section([
      // By then there is a newer one, and it is told below.
      incident?.failure?.mended === undefined ? lastGoodLine(result, run.createdAt, now) : undefined,
      `*Next:* ${repairStep(result, incident) ?? nextOf(result)}`,
      `*For* ${ownersOf(application)}`,
    ]),
    ...repairs(alerted),
    context([`run ${code(run.id, 80)}`]),
  ];
  return {
    text: `${escaped(title, 200)}. ${numbers(result).replaceAll("*", "")}`,
    blocks: frame(rows === undefined ? [] : memberTable(rows)),
    ...(rows === undefined ? {} : { classic: frame(memberText(rows)) }),
  };
}

function withoutResult(alerted: Alerted, now: number): Message {
  const { run, application, usable, incident } = alerted;
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
      ...(incident?.failure === undefined ? [] : [stillLeftLine(incident.failure)])
        .filter((line) => line !== undefined)
        .map((line) => section([line])),
      ...repairs(alerted),
      context([`run ${code(run.id, 80)}`]),
    ],
  };
}

const ownersOf = ({ owners }: Application): string => atMost(owners.operators, 20, actorMention).join(" ");
