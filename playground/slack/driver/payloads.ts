import { randomBytes } from "node:crypto";
import { onTheWire } from "../api/chat.ts";
import { viewOnTheWire } from "../api/views.ts";
import { newId, type SlackState } from "../state.ts";
import type { Fields, SlackEphemeral, SlackMessage, SlackView } from "../types.ts";

/** Where something was clicked. */
export type Clicked =
  | { readonly in: "message"; readonly message: SlackMessage }
  | { readonly in: "ephemeral"; readonly message: SlackEphemeral }
  | { readonly in: "view"; readonly view: SlackView };

export interface Actor {
  readonly user: string;
  /** Of another workspace than the app's. */
  readonly team: string | undefined;
}

/** 3 s, once. */
export function newTrigger(state: SlackState, user: string, viewId?: string): string {
  const id = `${state.now()}.${Math.floor(performance.now() * 1_000)}.${randomBytes(16).toString("hex")}`;
  state.triggers.set(id, { user, expiresAt: state.now() + 3_000, viewId, used: false });
  return id;
}

/** 30 minutes, five times. */
export function newResponseUrl(
  state: SlackState,
  origin: string,
  about: {
    readonly channel: string;
    readonly user: string;
    readonly triggerId: string;
    readonly original?: string;
  },
): string {
  const id = randomBytes(16).toString("hex");
  const expiresAt = state.now() + 30 * 60_000;
  state.responseUrls.set(id, { ...about, original: about.original, expiresAt, uses: 0 });
  return `${origin}/response/${id}`;
}

/** docs.slack.dev/interactivity/implementing-slash-commands, "Preparing your app to receive commands" */
export function commandPayload(
  state: SlackState,
  origin: string,
  command: {
    readonly actor: Actor;
    readonly channel: string;
    readonly command: string;
    readonly text: string;
  },
  triggerId: string,
): Fields {
  const { team, app } = state.seed;
  const { actor, channel } = command;
  const room = state.channels.get(channel);
  return {
    token: "simulated-verification-token",
    team_id: actor.team ?? team.id,
    team_domain: team.domain,
    channel_id: channel,
    channel_name: room?.directWith === undefined ? (room?.name ?? "unknown") : "directmessage",
    user_id: actor.user,
    user_name: state.users.get(actor.user)?.name ?? "unknown",
    command: command.command,
    text: command.text,
    api_app_id: app.id,
    is_enterprise_install: "false",
    response_url: newResponseUrl(state, origin, { channel, user: actor.user, triggerId }),
    trigger_id: triggerId,
  };
}

/** docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export function actionPayload(
  state: SlackState,
  origin: string,
  clicked: Clicked,
  action: Fields,
  actor: Actor,
  triggerId: string,
): Fields {
  const common = {
    type: "block_actions",
    ...who(state, actor),
    trigger_id: triggerId,
    state: { values: {} },
    actions: [{ ...action, action_ts: `${state.now() / 1_000}` }],
  };
  if (clicked.in === "view") {
    const { view } = clicked;
    const container = { type: "view", view_id: view.id };
    return { ...common, container, view: viewOnTheWire(state, view) };
  }
  const { channel, ts } = clicked.message;
  const ephemeral = clicked.in === "ephemeral";
  const container = { type: "message", message_ts: ts, channel_id: channel, is_ephemeral: ephemeral };
  const name = state.channels.get(channel)?.name ?? "unknown";
  const url = { channel, user: actor.user, triggerId, original: ts };
  const response_url = newResponseUrl(state, origin, url);
  // Slack does not repeat what an ephemeral message says.
  const message = ephemeral ? undefined : onTheWire(state.seed, clicked.message as SlackMessage);
  return { ...common, container, channel: { id: channel, name }, ...(message && { message }), response_url };
}

/** docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export function viewPayload(
  state: SlackState,
  type: "view_submission" | "view_closed",
  view: SlackView,
  values: Fields,
  actor: Actor,
  triggerId: string,
): Fields {
  return {
    type,
    ...who(state, actor),
    ...(type === "view_submission" && { trigger_id: triggerId, response_urls: [] }),
    ...(type === "view_closed" && { is_cleared: false }),
    view: { ...viewOnTheWire(state, view), state: { values } },
  };
}

/** docs.slack.dev/apis/events-api, "Receiving events" */
export function eventPayload(state: SlackState, event: Fields, team: string | undefined): Fields {
  const { app, team: own } = state.seed;
  const seconds = Math.floor(state.now() / 1_000);
  return {
    token: "simulated-verification-token",
    team_id: team ?? own.id,
    api_app_id: app.id,
    event: { event_ts: state.nextTs(), ...event },
    type: "event_callback",
    event_id: newId("Ev"),
    event_time: seconds,
    authorizations: [
      {
        enterprise_id: null,
        team_id: own.id,
        user_id: app.botUser,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
  };
}

function who(state: SlackState, { user, team }: Actor): Fields {
  const { app, team: own } = state.seed;
  const name = state.users.get(user)?.name ?? "unknown";
  const id = team ?? own.id;
  return {
    team: { id, domain: own.domain },
    user: { id: user, username: name, name, team_id: id },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: app.id,
    token: "simulated-verification-token",
  };
}
