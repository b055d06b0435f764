import type { SimulatedSlack } from "../slack/simulated-slack.ts";
import type { SlackMessage } from "../slack/types.ts";
import { linesOf } from "./told.ts";
import { until } from "./until.ts";

/** The message that waits for a click, of the restore that was asked for last in this channel. */
export const openRequest = (slack: SimulatedSlack, channel: string): Promise<SlackMessage> =>
  until(slack, "a request with its buttons", () =>
    slack.messages(channel).findLast(({ blocks }) => JSON.stringify(blocks).includes('"approve"')),
  );

/** The run behind a request: it is in the small print. */
export function runBehind(slack: SimulatedSlack, request: SlackMessage): string {
  const id = /approval `.*run `(r-[^`]+)`/.exec(linesOf(slack, request).join("\n"))?.[1];
  if (id === undefined) throw new Error("the request names no run");
  return id;
}

/** The one message that tells a restore from the request to its end. */
export const ownMessages = (slack: SimulatedSlack, runId: string): readonly SlackMessage[] =>
  slack.messages().filter((message) => {
    const small = linesOf(slack, message).at(-1) ?? "";
    return small.startsWith("asked by") && small.includes("point `") && small.endsWith(`run \`${runId}\``);
  });

/** Its last words as lines, once it says how it ended. */
export const restoreEnd = (slack: SimulatedSlack, runId: string): Promise<readonly string[]> =>
  until(slack, `the end of restore ${runId} in Slack`, () => {
    const [message] = ownMessages(slack, runId);
    const lines = message === undefined ? [] : linesOf(slack, message);
    return /^(✅|⚠️|❌|🚫|✋)/u.test(lines[0] ?? "") ? lines : undefined;
  });

/** Whatever the channel says of it, as one text. */
export const allToldOf = (slack: SimulatedSlack, runId: string): string =>
  slack
    .messages()
    .filter(({ blocks }) => JSON.stringify(blocks).includes(runId))
    .flatMap((message) => linesOf(slack, message))
    .join("\n");
