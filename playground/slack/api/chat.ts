import { announce } from "../state.ts";
import type { Fields, SlackMessage } from "../types.ts";
import { ApiError } from "./api-error.ts";
import { messageContent } from "./content.ts";
import { findConversation, writable } from "./conversation.ts";
import type { Method, MethodCall } from "./method.ts";

/** docs.slack.dev/reference/methods/chat.postMessage */
export const postMessage: Method = {
  token: "bot",
  scopes: ["chat:write"],
  tier: "post",
  handle: ({ state, args }) => {
    const channel = writable(state, args.needed("channel"));
    const raw = { text: args.text("text"), blocks: args.structured("blocks") };
    const content = messageContent(state, raw, { method: "chat.postMessage", channel: channel.id });
    const message: SlackMessage = {
      ...content,
      channel: channel.id,
      ts: state.nextTs(),
      user: state.seed.app.botUser,
      threadTs: args.text("thread_ts"),
      clientMsgId: args.text("client_msg_id"),
      metadata: args.structured("metadata"),
      edits: [],
      postedAt: state.now(),
      editedAt: undefined,
    };
    state.messages.push(message);
    announce(state, { what: "posted", at: message.postedAt, message });
    return { channel: channel.id, ts: message.ts, message: onTheWire(state.seed, message) };
  },
};

/** docs.slack.dev/reference/methods/chat.update */
export const update: Method = {
  token: "bot",
  scopes: ["chat:write"],
  tier: "3",
  handle: ({ state, args }) => {
    const channel = findConversation(state, args.needed("channel"));
    const ts = args.needed("ts");
    const at = state.messages.findIndex((message) => message.channel === channel.id && message.ts === ts);
    const before = state.messages[at];
    if (before === undefined) throw new ApiError("message_not_found");
    if (before.user !== state.seed.app.botUser) throw new ApiError("cant_update_message");
    if (channel.isArchived) throw new ApiError("is_inactive");
    const text = args.text("text");
    // 4,000 bytes here, where a post may have 40,000 characters: measured by others, e.g. seratch/ChatGPT-in-Slack issue 102
    if (Buffer.byteLength(text ?? "") > 4_000) throw new ApiError("msg_too_long");
    // What is not given stays as it was.
    const raw = { text, blocks: args.has("blocks") ? args.structured("blocks") : before.blocks };
    const content = messageContent(state, raw, { method: "chat.update", channel: channel.id });
    const editedAt = state.now();
    const edit = { text: before.text, blocks: before.blocks, at: before.editedAt ?? before.postedAt };
    const message = { ...before, ...content, edits: [...before.edits, edit], editedAt };
    state.messages[at] = message;
    announce(state, { what: "edited", at: editedAt, message });
    return { channel: channel.id, ts, text: message.text, message: onTheWire(state.seed, message) };
  },
};

/** docs.slack.dev/reference/methods/chat.postEphemeral */
export const postEphemeral: Method = {
  token: "bot",
  scopes: ["chat:write"],
  tier: "4",
  handle: ({ state, args }: MethodCall) => {
    const channel = writable(state, args.needed("channel"));
    const user = args.needed("user");
    if (!channel.members.includes(user)) throw new ApiError("user_not_in_channel");
    const raw = { text: args.text("text"), blocks: args.structured("blocks") };
    const content = messageContent(state, raw, { method: "chat.postEphemeral", channel: channel.id });
    const ts = state.nextTs();
    const message = { ...content, channel: channel.id, user, ts, at: state.now() };
    const ephemeral = { ...message, via: "chat.postEphemeral" as const, triggerId: undefined };
    state.ephemerals.push(ephemeral);
    announce(state, { what: "ephemeral", at: message.at, message: ephemeral });
    return { message_ts: ts };
  },
};

/** A message as answers and payloads show it. */
export function onTheWire(seed: MethodCall["state"]["seed"], message: SlackMessage): Fields {
  const { app, team } = seed;
  const own = message.user === app.botUser;
  return {
    type: "message",
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: team.id,
    ...(own && { bot_id: app.botId, app_id: app.id }),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.files !== undefined && { files: message.files, upload: true }),
    ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    ...(message.metadata !== undefined && { metadata: message.metadata }),
    ...(message.editedAt !== undefined && {
      edited: { user: message.user, ts: `${Math.floor(message.editedAt / 1_000)}.000000` },
    }),
  };
}
