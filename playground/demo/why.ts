import { viewAsText } from "../slack/as-text.ts";
import type { Promised, Seen } from "./promises.ts";
import type { Stage } from "./stage.ts";
import { until } from "./until.ts";

/** Clicks *Why?* and reads what the modal proves. */
export async function why({ slack, say }: Stage, { messages }: Seen): Promise<readonly Promised[]> {
  const [message] = messages;
  if (message === undefined) return [];
  say("does", "clicks Why?");
  await slack.click(message, "why");
  const lines = await until(slack, "the evidence behind Why?", () => {
    const modal = slack.modals("U0PLAYGROUND").at(-1);
    const shown = modal === undefined ? [] : viewAsText(modal.view, slack.names);
    return shown.length > 5 ? shown : undefined;
  });
  const modal = slack.modals("U0PLAYGROUND").at(-1);
  if (modal !== undefined) await slack.close(modal.id);
  return [
    {
      text: `Why? opens the evidence in a modal (${lines.length} lines)`,
      kept: lines.some((line) => /froze|frozen/i.test(line)) && lines.some((line) => /thaw/i.test(line)),
    },
  ];
}
