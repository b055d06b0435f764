import type { ApplicationStatus, TestLine } from "#domain/application-status.ts";
import { describeDuration } from "#domain/duration.ts";
import { atMost } from "../fit.ts";
import { ago, date, escaped, withMoments } from "../mrkdwn.ts";

/** RTO as it was measured last, and when a restore test passed last; nothing of an application that has neither test nor target. */
export function testLines(status: ApplicationStatus, now: number): string[] {
  const { rtoMs, lastRtoMs, lastGoodTest, lastTest, nextTest } = status;
  if (rtoMs === undefined && lastRtoMs === undefined && lastTest === undefined && nextTest === undefined)
    return [];
  return [
    `${rtoWords(rtoMs, lastRtoMs)} · ${goodTestWords(lastGoodTest, now)}`,
    ...(lastTest === undefined || lastTest.verdict === "passed" ? [] : [badTestLine(lastTest, now)]),
  ];
}

function rtoWords(rtoMs: number | undefined, lastRtoMs: number | undefined): string {
  const target = rtoMs === undefined ? "" : `RTO ${describeDuration(rtoMs)}: `;
  if (lastRtoMs === undefined) return `${target}*never measured*`;
  const measured = `${describeDuration(lastRtoMs)} last`;
  if (rtoMs === undefined) return `RTO ${measured}, no target set`;
  return lastRtoMs > rtoMs ? `${target}*MISSED*, ${measured}` : `${target}${measured}`;
}

const goodTestWords = (test: TestLine | undefined, now: number): string =>
  test === undefined ? "*never passed a restore test*" : `last good test ${ago(test.endedAt, now)}`;

const badTestLine = ({ verdict, endedAt, text }: TestLine, now: number): string =>
  `${verdict === "failed" ? "❌ *Last restore test*" : "❓ Last restore test"} ${ago(endedAt, now)}: ${escaped(text, 250)}`;

/** What the next run cannot mend by itself. A snooze hides reminders, never the incident. */
export const incidentLines = ({ incidents }: ApplicationStatus, now: number): string[] =>
  atMost(incidents, 3, ({ text, openedAt, snoozed }) => {
    const quiet =
      snoozed === undefined || (snoozed.until ?? now + 1) <= now
        ? ""
        : `, snoozed ${snoozed.until === undefined ? "until it is resolved" : `until ${date(snoozed.until)}`}`;
    return `🚨 ${withMoments(text, 400)} (since ${date(openedAt)}${quiet})`;
  });

export function nextRunLines({ nextSnapshot, nextTest }: ApplicationStatus): string[] {
  const next = [
    ...(nextSnapshot === undefined ? [] : [`snapshot ${date(nextSnapshot)}`]),
    ...(nextTest === undefined ? [] : [`restore test ${date(nextTest)}`]),
  ];
  return next.length === 0 ? [] : [`Next: ${next.join(" · ")}`];
}
