import type { Actor } from "#domain/permission.ts";
import type { Deps } from "./deps.ts";
import type { ButtonClick } from "./payloads.ts";
import { type Reply, replyTo } from "./reply.ts";

/** One click on a button of ours; it is acknowledged already. */
export interface Clicked {
  /** What the button carries. */
  readonly value: string;
  /** Names this one click, and opens one window within 3 s. */
  readonly trigger: string;
  readonly actor: Actor;
  readonly reply: Reply;
  /** The message that it is in; undefined: one that only this person sees, or a window. */
  readonly message?: { readonly channel: string; readonly ts: string } | undefined;
}

export type OnClick = (clicked: Clicked, deps: Deps, signal: AbortSignal) => Promise<void>;

export const replyToClick = (click: ButtonClick, deps: Deps): Reply =>
  replyTo(
    {
      ack: () => Promise.reject(new Error("a click is acknowledged at once")),
      responseUrl: click.response_url,
      channel: click.channel?.id,
      user: click.user.id,
    },
    deps,
  );

/** Where the clicked button is, when it is in a channel. */
export function messageOf({ channel, container }: ButtonClick): Clicked["message"] {
  const ts = container?.is_ephemeral === true ? undefined : container?.message_ts;
  return channel === undefined || ts === undefined ? undefined : { channel: channel.id, ts };
}

/** Who does something, as Slack says. Rights go by the id, in the workspace that is served and in no other. */
export function personOf({ user, team }: Pick<ButtonClick, "user" | "team">, ours: string): Actor {
  const teams = [team.id, user.team_id ?? team.id];
  const foreign = teams.find((one) => one !== ours);
  const name = user.username === undefined ? user.id : `${user.username} (${user.id})`;
  return { slackId: user.id, name, team: foreign ?? ours, foreign: foreign !== undefined };
}
