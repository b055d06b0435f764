import { newId, type SlackState } from "../state.ts";
import type { SlackChannel } from "../types.ts";
import { ApiError } from "./api-error.ts";

/**
 * The conversation that `channel` names: an id, a name, or a person's id, which means the direct conversation with them.
 * A private channel that the bot is not in does not exist for it. docs.slack.dev/reference/methods/chat.postMessage
 * @throws ApiError channel_not_found
 */
export function findConversation(state: SlackState, wanted: string): SlackChannel {
  const name = wanted.replace(/^#/, "");
  const found =
    state.channels.get(wanted) ??
    [...state.channels.values()].find((channel) => channel.name === name) ??
    directWith(state, wanted);
  const hidden = found?.isPrivate === true && !isMember(state, found);
  if (found === undefined || hidden) throw new ApiError("channel_not_found");
  return found;
}

export const isMember = (state: SlackState, channel: SlackChannel): boolean =>
  channel.members.includes(state.seed.app.botUser);

/** Where the bot may write. @throws ApiError channel_not_found, is_archived, not_in_channel */
export function writable(state: SlackState, wanted: string): SlackChannel {
  const channel = findConversation(state, wanted);
  if (channel.isArchived) throw new ApiError("is_archived");
  // docs.slack.dev/reference/scopes/chat.write.public: public channels uninvited
  const uninvited = !channel.isPrivate && state.scopes.includes("chat:write.public");
  if (!isMember(state, channel) && !uninvited) throw new ApiError("not_in_channel");
  return channel;
}

function directWith(state: SlackState, user: string): SlackChannel | undefined {
  const person = state.users.get(user);
  if (person === undefined || person.deactivated) return undefined;
  const known = [...state.channels.values()].find(({ directWith: with_ }) => with_ === user);
  if (known !== undefined) return known;
  const members = [state.seed.app.botUser, user];
  const id = newId("D");
  const channel = { id, name: id, isPrivate: true, isArchived: false, members, directWith: user };
  state.channels.set(id, channel);
  return channel;
}
