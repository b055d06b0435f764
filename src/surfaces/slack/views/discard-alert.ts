import type { Application } from "#domain/application.ts";
import { atMost } from "../fit.ts";
import { actorMention, code } from "../mrkdwn.ts";
import { context, section } from "./blocks.ts";
import { type DiscardState, discardMessage } from "./discard-message.ts";
import type { Message } from "./message.ts";

/** A discard that did not take everything away, to the owners and whoever asked. */
export function discardAlert(
  state: DiscardState,
  application: Pick<Application, "owners"> | undefined,
): Message {
  const { text } = discardMessage(state);
  const { requestedBy } = state;
  const called = [
    ...(requestedBy === undefined ? [] : [requestedBy]),
    ...(application?.owners.operators ?? []),
  ];
  const title = text.replace(/^\S+/u, "🚨");
  return {
    text: title,
    blocks: [
      section([
        `*${title}*`,
        `*Next:* its message has the commands; ${code("/ff restores")} tells what is there`,
      ]),
      ...(called.length === 0
        ? []
        : [section([`*For* ${atMost([...new Set(called)], 20, actorMention).join(" ")}`])]),
      context([`restore ${code(state.restore, 120)} · run ${code(state.run.id, 80)}`]),
    ],
  };
}
