import { z } from "zod";
import { SlackChannelId, SlackTeamId } from "#domain/manifest/slack-id.ts";
import { type ListenDefaults, listen } from "./listen.ts";
import { type SecretContext, secretField } from "./secret-field.ts";

const LISTEN: ListenDefaults = { host: "127.0.0.1", port: 3000 };

/**
 * The Slack app: which workspace, its tokens, and one of two ways in. With `signingSecret` Slack posts to us over HTTP;
 * with `appToken` we open connections to Slack (Socket Mode) and nothing has to be reachable from outside.
 */
export const slackSection = (context: SecretContext) =>
  z
    .strictObject({
      team: SlackTeamId.describe("Id of the workspace; requests of any other are refused"),
      botToken: secretField(context).describe("xoxb-…"),
      signingSecret: secretField(context)
        .optional()
        .describe("Signing Secret of the app: Slack posts to us over HTTP"),
      appToken: secretField(context).optional().describe("xapp-…, with connections:write: Socket Mode"),
      listen: listen(LISTEN).describe("Where Slack's requests arrive, behind a proxy that ends TLS"),
      channel: SlackChannelId.optional().describe(
        "For applications whose manifest names none, and for what concerns the installation",
      ),
      apiUrl: apiUrl.prefault("https://slack.com/api/").describe("Slack's Web API"),
    })
    .refine((slack) => (slack.signingSecret === undefined) !== (slack.appToken === undefined), {
      error:
        "expected either signingSecret (Slack posts to us over HTTP) or appToken (Socket Mode: nothing has to be reachable from outside)",
      when: ({ value }) => z.object({}).safeParse(value).success,
    });

/** The bot's token goes there: only over TLS, or within this machine. */
const apiUrl = z
  .url({ protocol: /^https?$/, error: "expected a URL such as https://slack.com/api/" })
  .refine((url) => url.startsWith("https://") || isLoopback(new URL(url).hostname), {
    error: "expected https, since the bot's token goes there",
  })
  .transform((url) => (url.endsWith("/") ? url : `${url}/`));

const isLoopback = (host: string): boolean =>
  host === "127.0.0.1" || host === "localhost" || host === "[::1]";
