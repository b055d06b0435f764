import { asText } from "../slack/as-text.ts";
import type { Delivery } from "../slack/driver/delivery.ts";
import type { SimulatedSlack } from "../slack/simulated-slack.ts";
import type { SlackMessage } from "../slack/types.ts";
import { until } from "./until.ts";

/** What Slack shows of one run. */
export interface Told {
  readonly delivery: Delivery;
  readonly runId: string;
  /** Every message of the channel that tells this run, alerts apart: there must be one. */
  readonly messages: readonly SlackMessage[];
  /** Its last words, as lines. */
  readonly lines: readonly string[];
  /** What was told to the owners beside it, as lines. */
  readonly alerts: readonly (readonly string[])[];
}

/**
 * Resolves when the run's message says how it ended, which is no longer an hourglass, and when the owners have been told
 * beside it, where that is wanted.
 */
export function ending(slack: SimulatedSlack, delivery: Delivery, alerts: 0 | 1): Promise<Told> {
  return until(slack, `the end of run ${runOf(delivery)} in Slack`, () => {
    const now = told(slack, delivery);
    const ended = now.lines.length > 0 && !/^(⏳|⏸️)/u.test(now.lines[0] ?? "");
    return ended && now.alerts.length >= alerts ? now : undefined;
  });
}

/** What Slack shows of the run now. */
export function told(slack: SimulatedSlack, delivery: Delivery): Told {
  const runId = runOf(delivery);
  const all = messagesOf(slack, runId);
  const isAlert = (message: SlackMessage) => linesOf(slack, message)[0]?.startsWith("🚨") === true;
  const messages = all.filter((message) => !isAlert(message));
  const [message] = messages;
  return {
    delivery,
    runId,
    messages,
    lines: message === undefined ? [] : linesOf(slack, message),
    alerts: all.filter(isAlert).map((alert) => linesOf(slack, alert)),
  };
}

/** The receipt names the run. */
export function runOf({ body, status }: Delivery): string {
  const id = /\br-\d{8}-\d{6}-[0-9a-f]+\b/.exec(JSON.stringify(body ?? ""))?.[0];
  if (id === undefined) throw new Error(`no run in the answer (status ${status}): ${JSON.stringify(body)}`);
  return id;
}

export const linesOf = (slack: SimulatedSlack, message: SlackMessage): readonly string[] =>
  asText(message, slack.names);

const messagesOf = (slack: SimulatedSlack, runId: string): readonly SlackMessage[] =>
  slack.messages().filter((message) => {
    const blocks = JSON.stringify(message.blocks);
    return blocks.includes(runId) && !ELSEWHERE.test(blocks);
  });

/** An alert of another run that says what has become of it since, and its end. */
const ELSEWHERE = /☑️ |🔁 Failed |ALL CLEAR/u;
