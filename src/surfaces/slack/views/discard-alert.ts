import type { Application } from "#domain/application.ts";
import { atMost } from "../fit.ts";
import { actorMention } from "../mrkdwn.ts";
import { section } from "./blocks.ts";
import { type DiscardState, discardMessage } from "./discard-message.ts";
import type { Message } from "./message.ts";

/** A discard that did not take everything away, to the owners and whoever asked. */
export function discardAlert(
  state: DiscardState,
  application: Pick<Application, "owners"> | undefined,
): Message {
  const { text, blocks } = discardMessage(state);
  const { requestedBy } = state;
  const called = [
    ...(requestedBy === undefined ? [] : [requestedBy]),
    ...(application?.owners.operators ?? []),
  ];
  return {
    text: text.replace(/^\S+/u, "🚨"),
    blocks:
      called.length === 0
        ? blocks
        : [...blocks, section([`*For* ${atMost([...new Set(called)], 20, actorMention).join(" ")}`])],
  };
}
