import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { abortable } from "./abortable.ts";
import type { SlackSender } from "./outbox/slack-sender.ts";
import { toSendError } from "./to-send-error.ts";

/** The outbox's two calls on Slack's Web API. Links are never unfolded: nobody outside is to be asked for our messages. */
export function createSender({ chat }: Pick<WebClient, "chat">): SlackSender {
  return {
    post: async (channel, { text, blocks }, signal) => {
      const content = blocks.length === 0 ? {} : { blocks: [...blocks] };
      const call = () =>
        chat.postMessage({ channel, text, ...content, unfurl_links: false, unfurl_media: false });
      return Posted.parse(await sent(call, signal));
    },
    update: async (channel, ts, { text, blocks }, signal) => {
      await sent(() => chat.update({ channel, ts, text, blocks: [...blocks] }), signal);
    },
  };
}

const Posted = z.object({ ts: z.string() });

async function sent(call: () => Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  try {
    return await abortable(call(), signal);
  } catch (cause) {
    throw toSendError(cause);
  }
}
