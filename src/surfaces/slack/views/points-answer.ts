import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { actorMention, age, ago, code, date, escaped } from "../mrkdwn.ts";
import { context, section, whyButton } from "./blocks.ts";
import type { Message } from "./message.ts";

/** More is for the command line: nobody reads it on a phone. */
const SHOWN = 8;

/** Recovery points, newest first. */
export function pointsAnswer(application: string, points: readonly RecoveryPoint[], now: number): Message {
  const name = escaped(application, 80);
  const [newest] = points;
  if (newest === undefined)
    return {
      text: `${name} has no recovery points yet`,
      blocks: [
        section([
          `*${name}* has no recovery points yet`,
          `*Next:* ${code(`/ff snapshot ${application}`, 120)}`,
        ]),
      ],
    };
  const said = `${name}: newest point is ${newest.label.grade ?? "without a grade"}, ${age(newest.createdAt, now)}`;
  return {
    text: said,
    blocks: [
      section([
        `*${name}*: ${points.length === 1 ? "1 recovery point" : `${points.length} recovery points, newest first`}`,
      ]),
      ...points.slice(0, SHOWN).map((point) => section(pointLines(point, now), whyButton(point.id))),
      ...(points.length > SHOWN
        ? [
            context([
              `… and ${points.length - SHOWN} more: ${code(`freezeframe points ${application}`, 120)} on the command line`,
            ]),
          ]
        : []),
    ],
  };
}

const pointLines = (point: RecoveryPoint, now: number): (string | undefined)[] => [
  `*${point.label.grade ?? "No grade"}* – ${escaped(point.label.text, 160)}, *${age(point.createdAt, now)}*`,
  testedWords(point, now),
  point.reason === undefined ? undefined : `“${escaped(point.reason, 120)}”`,
  point.protected === undefined ? undefined : `🛡️ protected by ${actorMention(point.protected.by)}`,
  `${code(point.id, 120)}, ${date(point.createdAt)}`,
];

/** When a restore test came to a verdict; that it did is in the label. */
function testedWords({ evidence }: RecoveryPoint, now: number): string | undefined {
  const { tests, siblingFailed } = evidence;
  if (tests !== undefined)
    return `${tests.verdict === "passed" ? "✅ restore test passed" : "❌ *restore test failed*"} ${ago(tests.at, now)}, ${code(tests.runId, 80)}`;
  return siblingFailed === undefined
    ? undefined
    : `⚠️ never tested; ${code(siblingFailed.point, 120)}, made the same way, failed ${ago(siblingFailed.at, now)}`;
}
