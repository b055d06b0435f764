import type { KnownBlock } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { pause as pauseForReal } from "#support/pause.ts";
import { abortable } from "./abortable.ts";
import { fitted } from "./fit.ts";
import { LIMITS } from "./limits.ts";
import { SendError } from "./outbox/send-error.ts";
import type { SlackSender } from "./outbox/slack-sender.ts";
import type { Pictures } from "./pictures.ts";
import { toSendError } from "./to-send-error.ts";
import type { AnyBlock } from "./views/chart-block.ts";
import type { Message } from "./views/message.ts";

export interface SenderOptions {
  /** Absent: messages go without their pictures. */
  readonly pictures?: Pictures;
  /** Default: a timer. */
  readonly pause?: typeof pauseForReal;
}

/** The outbox's two calls on Slack's Web API. Links are never unfolded: nobody outside is to be asked for our messages. */
export function createSender({ chat }: Pick<WebClient, "chat">, options: SenderOptions = {}): SlackSender {
  const quiet = { unfurl_links: false, unfurl_media: false };
  return {
    post: async (channel, message, signal) => {
      const posted = await pictured(message, options, signal, (blocks) => {
        const content = blocks.length === 0 ? {} : { blocks: [...blocks] };
        return chat.postMessage({ channel, text: message.text, ...content, ...threadOf(message), ...quiet });
      });
      return Posted.parse(posted);
    },
    update: async (channel, ts, message, signal) => {
      await pictured(message, options, signal, (blocks) =>
        chat.update({ channel, ts, text: message.text, blocks: [...blocks] }),
      );
    },
  };
}

const threadOf = ({ thread }: Message) =>
  thread === undefined ? {} : { thread_ts: thread.ts, reply_broadcast: thread.broadcast };

const Posted = z.object({ ts: z.string() });

/** Until Slack has looked into a file it refuses the block that shows it, and nothing tells when it has. */
const LOOKED_INTO_MS = [300, 1_000, 2_000] as const;

/** With its picture where that can be had, and all the same where it cannot. */
async function pictured(
  { blocks, picture }: Message,
  { pictures, pause = pauseForReal }: SenderOptions,
  signal: AbortSignal,
  call: (blocks: readonly AnyBlock[]) => Promise<unknown>,
): Promise<unknown> {
  const file = picture && (await pictures?.(picture, signal));
  if (file === undefined) return sent(() => call(blocks), signal);
  const image: KnownBlock = {
    type: "image",
    slack_file: { id: file },
    alt_text: fitted(picture?.alt ?? "chart", LIMITS.altText),
  };
  for (const ms of LOOKED_INTO_MS) {
    try {
      return await sent(() => call([...blocks.slice(0, -1), image, ...blocks.slice(-1)]), signal);
    } catch (error) {
      if (!(error instanceof SendError && error.code === "invalid_blocks")) throw error;
      await pause(ms, signal);
    }
  }
  return sent(() => call(blocks), signal);
}

async function sent(call: () => Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  try {
    return await abortable(call(), signal);
  } catch (cause) {
    throw toSendError(cause);
  }
}
