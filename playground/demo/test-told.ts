import type { SimulatedSlack } from "../slack/simulated-slack.ts";
import type { SlackMessage } from "../slack/types.ts";
import { linesOf } from "./told.ts";
import { until } from "./until.ts";

/** What Slack shows of one restore test that has ended. */
export interface ToldTest {
  readonly runId: string;
  readonly message: SlackMessage;
  /** Its one message, as lines; the verdict first. */
  readonly lines: readonly string[];
  /** What was said beside it to call somebody, as lines. */
  readonly alerts: readonly (readonly string[])[];
}

/** The one message that tells a restore test, from its start to its verdict. */
export const testMessages = (slack: SimulatedSlack, runId: string): readonly SlackMessage[] =>
  slack
    .messages()
    .filter((message) => linesOf(slack, message).some((line) => isSmallPrint(line) && namesRun(line, runId)));

const isSmallPrint = (line: string): boolean => /^(asked by|begun by) /.test(line);
const namesRun = (line: string, runId: string): boolean => line.endsWith(`run \`${runId}\``);

/** Resolves when the message has a verdict, and the owners have been called where that is wanted. */
export const testEnd = (
  slack: SimulatedSlack,
  runId: string,
  { alerts, patienceMs }: { readonly alerts: 0 | 1; readonly patienceMs?: number },
): Promise<ToldTest> =>
  until(
    slack,
    `the verdict of restore test ${runId} in Slack`,
    () => {
      const [message] = testMessages(slack, runId);
      if (message === undefined) return undefined;
      const told = { runId, message, lines: linesOf(slack, message), alerts: alertsOf(slack, runId) };
      const ended = /^(✅|⚠️|❌|❓|🚫|✋)/u.test(told.lines[0] ?? "");
      return ended && told.alerts.length >= alerts ? told : undefined;
    },
    patienceMs,
  );

const alertsOf = (slack: SimulatedSlack, runId: string): ToldTest["alerts"] =>
  slack
    .messages()
    .filter(({ blocks }) => JSON.stringify(blocks).includes(runId))
    .map((message) => linesOf(slack, message))
    .filter(([first]) => first?.startsWith("🚨") === true);
