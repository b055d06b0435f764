import type { WebClient } from "@slack/web-api";
import type { Log } from "#support/log.ts";
import { slackCode } from "../slack-code.ts";
import type { Message } from "../views/index.ts";

/** A response_url answers in tens of milliseconds, or not at all. */
const RESPOND_MS = 5_000;

/** Where an answer for one person can go. */
export interface Asked {
  /** Bolt's: once, within 3 s. */
  readonly ack: (answer?: { response_type: "ephemeral" } & Content) => Promise<void>;
  /** Slack's own way back: 5 answers in 30 minutes. Whoever has it can speak for us, so it is never logged. */
  readonly responseUrl?: string | undefined;
  readonly channel?: string | undefined;
  readonly user: string;
}

/** The two moments at which one person is answered; neither throws. */
export interface Reply {
  /** In the acknowledgement itself; once. Nothing given: an empty one. */
  now(message?: Message): Promise<void>;
  /** After it: by the response_url, else as an ephemeral message in the channel. */
  later(message: Message): Promise<void>;
}

export function replyTo(asked: Asked, { client, log }: { client: WebClient; log: Log }): Reply {
  const later = async (message: Message): Promise<void> => {
    try {
      await respond(asked.responseUrl, message);
    } catch (cause) {
      log.debug({ code: slackCode(cause) }, "the response url does not answer");
      await postEphemeral(client, asked, message).catch((error: unknown) =>
        log.warn({ code: slackCode(error), user: asked.user }, "an answer could not be delivered"),
      );
    }
  };
  return {
    now: async (message) => {
      try {
        if (message === undefined) await asked.ack();
        else await asked.ack({ response_type: "ephemeral", ...content(message) });
      } catch {
        // The connection that the question came by is gone.
        if (message !== undefined) await later(message);
      }
    },
    later,
  };
}

type Content = { text: string; blocks: Message["blocks"][number][] };

/** An answer that Slack refuses is seen by nobody, so it has only blocks that every client knows. */
const content = ({ text, blocks, classic }: Message): Content => ({ text, blocks: [...(classic ?? blocks)] });

async function respond(url: string | undefined, message: Message): Promise<void> {
  if (url === undefined) throw new Error("there is no response url");
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ response_type: "ephemeral", replace_original: false, ...content(message) }),
    redirect: "error",
    signal: AbortSignal.timeout(RESPOND_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`http_${response.status}`);
}

async function postEphemeral(
  client: WebClient,
  { channel, user }: Pick<Asked, "channel" | "user">,
  message: Message,
): Promise<void> {
  if (channel === undefined) throw new Error("there is no channel to answer in");
  await client.chat.postEphemeral({ channel, user, ...content(message) });
}
