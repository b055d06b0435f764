import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { SlackAppFacts, SlackAppPort } from "#domain/doctor/slack-app.ts";
import { abortable } from "./abortable.ts";
import { SCOPES } from "./identity.ts";
import { slackCode } from "./slack-code.ts";

/** Slack names a token's scopes in a header of each answer, which its client puts there. */
const Identified = z.object({
  team_id: z.string(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});

/** docs.slack.dev/reference/methods/conversations.info, scopes channels:read or groups:read. */
const Channel = z.object({
  channel: z.object({ is_member: z.boolean().optional(), is_archived: z.boolean().optional() }),
});

const GONE: ReadonlySet<string> = new Set(["channel_not_found", "method_not_supported_for_channel_type"]);

/** The app as Slack sees it, for `doctor`; asked anew each time. */
export const appLook = (
  client: WebClient,
  { team, channel: standing }: { readonly team: string; readonly channel?: string | undefined },
): SlackAppPort => ({
  look: async (channel, signal) => {
    const id = channel ?? standing;
    const [missingScopes, where] = await Promise.all([
      scopesOf(client, team, signal),
      id === undefined ? undefined : channelOf(client, id, signal),
    ]);
    return { missingScopes, ...(where === undefined ? {} : { channel: where }) };
  },
});

async function scopesOf(
  client: WebClient,
  team: string,
  signal: AbortSignal,
): Promise<SlackAppFacts["missingScopes"]> {
  try {
    const { team_id, response_metadata } = Identified.parse(await abortable(client.auth.test(), signal));
    if (team_id !== team)
      return { unread: `slack.botToken is of the workspace ${team_id}, slack.team is ${team}` };
    const scopes = response_metadata?.scopes;
    if (scopes === undefined) return { unread: "it did not say which scopes slack.botToken has" };
    return { value: SCOPES.filter((scope) => !scopes.includes(scope)) };
  } catch (cause) {
    signal.throwIfAborted();
    return { unread: slackCode(cause) };
  }
}

async function channelOf(
  client: WebClient,
  id: string,
  signal: AbortSignal,
): Promise<NonNullable<SlackAppFacts["channel"]>> {
  try {
    const asked = client.conversations.info({ channel: id });
    const { is_member, is_archived } = Channel.parse(await abortable(asked, signal)).channel;
    if (is_archived === true) return { id, state: "archived" };
    return { id, state: is_member === true ? "member" : "stranger" };
  } catch (cause) {
    signal.throwIfAborted();
    const why = slackCode(cause);
    return GONE.has(why) ? { id, state: "unknown" } : { id, state: "unread", why };
  }
}
