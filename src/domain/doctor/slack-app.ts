import { type Finding, warning } from "../finding.ts";
import { type Passed, passed } from "./passed.ts";

/** What Slack says of the app, and of the channel that an application is told in. */
export interface SlackAppFacts {
  /** Scopes that calls of ours need and that the token lacks; `unread` where Slack did not say. */
  readonly missingScopes: { readonly value: readonly string[] } | { readonly unread: string };
  readonly channel?: { readonly id: string } & (
    | { readonly state: "member" | "stranger" | "archived" | "unknown" }
    | { readonly state: "unread"; readonly why: string }
  );
}

/** Asked by `doctor` alone. Throws nothing but the signal's reason: what Slack does not say is said to be unread. */
export interface SlackAppPort {
  /** `channel`: the application's own; undefined: the installation's, if it has one. */
  look(channel: string | undefined, signal: AbortSignal): Promise<SlackAppFacts>;
}

const COSTS = "nothing of a grade; people are not told";

/** Will anybody hear of a run? None of it keeps a snapshot from being taken. */
export function slackFindings({ missingScopes, channel }: SlackAppFacts): Finding[] {
  return [...scopeFindings(missingScopes), ...(channel === undefined ? [] : channelFindings(channel))];
}

export function slackPassed(facts: SlackAppFacts): Passed[] {
  if (slackFindings(facts).length > 0) return [];
  const where = facts.channel === undefined ? "" : `, and is in the channel ${facts.channel.id}`;
  return [passed("Slack", `the app has the scopes that it needs${where}`)];
}

function scopeFindings(missing: SlackAppFacts["missingScopes"]): Finding[] {
  if ("unread" in missing)
    return [
      warning("slack-not-read", "Slack", `Slack could not be asked: ${missing.unread}`, { costs: COSTS }),
    ];
  if (missing.value.length === 0) return [];
  return [
    warning("slack-scopes-missing", "Slack", `the app lacks the scopes ${missing.value.join(", ")}`, {
      costs: "nothing of a grade; what they are for is written in app-manifest.yml",
      next: "add them under OAuth & Permissions of the app, then install it again",
    }),
  ];
}

function channelFindings(channel: NonNullable<SlackAppFacts["channel"]>): Finding[] {
  const { id } = channel;
  switch (channel.state) {
    case "member":
      return [];
    case "stranger":
      return [
        warning("slack-not-in-channel", id, "the bot is not in the channel that the runs are told in", {
          costs: COSTS,
          next: "in that channel: /invite @freezeframe",
        }),
      ];
    case "archived":
      return [
        warning("slack-channel-archived", id, "the channel is archived", {
          costs: COSTS,
          next: "unarchive it, or name another under channel: in the manifest",
        }),
      ];
    case "unknown":
      return [
        warning(
          "slack-channel-unknown",
          id,
          "there is no such channel, or it is private and the bot is not in it",
          {
            costs: COSTS,
            next: "correct channel: in the manifest, or in that channel: /invite @freezeframe",
          },
        ),
      ];
    case "unread":
      return [
        warning(
          "slack-channel-not-read",
          id,
          `whether the bot is in the channel could not be seen: ${channel.why}`,
          {
            costs: COSTS,
            next: "give the app the scopes channels:read and groups:read, then install it again",
          },
        ),
      ];
  }
}
