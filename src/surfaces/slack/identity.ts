import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { Log } from "#support/log.ts";
import { pause } from "#support/pause.ts";
import { abortable } from "./abortable.ts";
import { slackCode } from "./slack-code.ts";

/** Between two questions, while Slack does not answer and while what it answers is wrong. */
const AGAIN_MS = { first: 1_000, most: 30_000, wrong: 60_000 };

/** Scopes that our calls need; app-manifest.yml asks for no others. */
export const SCOPES = [
  "commands",
  "chat:write",
  "files:write",
  "usergroups:read",
  "users:read",
  "channels:read",
  "groups:read",
] as const;

/** Is the token a bot's of the workspace that config names? */
export interface Identity {
  /** Asks auth.test until it is, or until the signal. Never throws. */
  confirm(signal: AbortSignal): Promise<void>;
  /** Why it is not known to be, in words; undefined when it is. */
  readonly reason: string | undefined;
  /** Slack has said that the token is gone. */
  lose(why: string): void;
}

const Answer = z.object({
  team_id: z.string(),
  team: z.string().optional(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});

export function createIdentity({
  client,
  team,
  log,
}: {
  client: WebClient;
  team: string;
  log: Log;
}): Identity {
  let reason: string | undefined = "Slack has not yet said whose token slack.botToken is";
  const ask = async (signal: AbortSignal): Promise<"right" | "wrong" | "unknown"> => {
    try {
      const answer = Answer.parse(await abortable(client.auth.test(), signal));
      warnOfScopes(answer.response_metadata?.scopes, log);
      if (answer.team_id === team) return "right";
      reason = `slack.botToken is of the workspace ${answer.team_id} (${answer.team ?? "no name"}), slack.team is ${team}: correct one of them`;
      return "wrong";
    } catch (cause) {
      const code = slackCode(cause);
      const refused = WRONG.has(code);
      reason = refused
        ? `Slack refuses slack.botToken (${code}): take the Bot User OAuth Token (xoxb-…) of the installed app`
        : `Slack does not say whose token slack.botToken is (${code})`;
      return refused ? "wrong" : "unknown";
    }
  };
  return {
    confirm: async (signal) => {
      for (let waitMs = AGAIN_MS.first; !signal.aborted; waitMs = Math.min(waitMs * 2, AGAIN_MS.most)) {
        const verdict = await ask(signal);
        if (signal.aborted) return;
        if (verdict === "right") {
          reason = undefined;
          log.info({ team }, "slack knows the bot's token");
          return;
        }
        log.error({ reason }, "not ready: slack");
        await pause(verdict === "wrong" ? AGAIN_MS.wrong : waitMs, signal).catch(() => undefined);
      }
    },
    get reason() {
      return reason;
    },
    lose: (why) => {
      reason = why;
      log.error({ reason }, "not ready: slack");
    },
  };
}

const WRONG: ReadonlySet<string> = new Set([
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "not_allowed_token_type",
]);

/** Slack names a token's scopes in a header of each answer. */
function warnOfScopes(scopes: readonly string[] | undefined, log: Log): void {
  const missing = scopes === undefined ? [] : SCOPES.filter((scope) => !scopes.includes(scope));
  if (missing.length > 0)
    log.warn(
      { missing },
      "the slack app lacks scopes: add them (app-manifest.yml has them), then install it again",
    );
}
