import type { SlackUserGroup } from "../types.ts";
import { ApiError } from "./api-error.ts";
import { findConversation, isMember } from "./conversation.ts";
import type { Method, MethodCall } from "./method.ts";

/** docs.slack.dev/reference/methods/auth.test */
export const authTest: Method = {
  token: "bot",
  scopes: [],
  tier: undefined,
  handle: ({ state }) => {
    const { team, app } = state.seed;
    const url = `https://${team.domain}.slack.com/`;
    const who = { user: app.name, team_id: team.id, user_id: app.botUser, bot_id: app.botId };
    return { url, team: team.name, ...who, is_enterprise_install: false };
  },
};

/** docs.slack.dev/reference/methods/users.info */
export const userInfo: Method = {
  token: "bot",
  scopes: ["users:read"],
  tier: "4",
  handle: ({ state, args }) => {
    const user = state.users.get(args.needed("user"));
    if (user === undefined) throw new ApiError("user_not_found");
    const { id, name, teamId, isBot, isGuest, isSingleChannelGuest, deactivated } = user;
    return {
      user: {
        id,
        team_id: teamId,
        name,
        deleted: deactivated,
        real_name: name,
        profile: { real_name: name, display_name: name, team: teamId },
        is_bot: isBot,
        is_app_user: false,
        // Slack leaves these out of deactivated accounts.
        ...(!deactivated && { is_restricted: isGuest, is_ultra_restricted: isSingleChannelGuest }),
        ...(teamId !== state.seed.team.id && { is_stranger: true }),
      },
    };
  },
};

/** docs.slack.dev/reference/methods/usergroups.list */
export const groups: Method = {
  token: "bot",
  scopes: ["usergroups:read"],
  tier: "2",
  handle: ({ state, args }) => {
    const all = [...state.groups.values()].filter(
      ({ disabled }) => !disabled || args.text("include_disabled") === "true",
    );
    return {
      usergroups: all.map((group) => groupOnTheWire(state, group, args.text("include_users") === "true")),
    };
  },
};

/** docs.slack.dev/reference/methods/usergroups.users.list */
export const groupUsers: Method = {
  token: "bot",
  scopes: ["usergroups:read"],
  tier: "2",
  handle: ({ state, args }) => {
    const group = state.groups.get(args.needed("usergroup"));
    if (group === undefined) throw new ApiError("no_such_subteam");
    const asked = args.text("include_disabled") === "true";
    return { users: group.disabled && !asked ? [] : group.users };
  },
};

/** docs.slack.dev/reference/methods/conversations.info */
export const channelInfo: Method = {
  token: "bot",
  scopes: ["channels:read", "groups:read", "im:read", "mpim:read"],
  tier: "3",
  handle: ({ state, args }) => {
    const channel = findConversation(state, args.needed("channel"));
    const { id, name, isPrivate, isArchived, directWith } = channel;
    const direct = directWith !== undefined;
    return {
      channel: {
        id,
        ...(direct ? { user: directWith } : { name, name_normalized: name }),
        is_channel: !direct && !isPrivate,
        is_group: !direct && isPrivate,
        is_im: direct,
        is_mpim: false,
        is_private: isPrivate,
        is_archived: isArchived,
        is_member: isMember(state, channel),
        context_team_id: state.seed.team.id,
      },
    };
  },
};

function groupOnTheWire(state: MethodCall["state"], group: SlackUserGroup, withUsers: boolean) {
  return {
    id: group.id,
    team_id: state.seed.team.id,
    is_usergroup: true,
    is_subteam: true,
    name: group.name,
    handle: group.handle,
    date_delete: group.disabled ? 1 : 0,
    user_count: group.users.length,
    ...(withUsers && { users: group.users }),
  };
}
