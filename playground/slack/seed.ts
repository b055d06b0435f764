import { randomBytes } from "node:crypto";
import type { SlackChannel, SlackUser, SlackUserGroup } from "./types.ts";

export interface SlackSeed {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly app: {
    readonly id: string;
    readonly botUser: string;
    readonly botId: string;
    readonly name: string;
  };
  /** What the bot's token may do. */
  readonly scopes: readonly string[];
  readonly users: readonly SlackUser[];
  readonly channels: readonly SlackChannel[];
  readonly groups: readonly SlackUserGroup[];
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
}

const TEAM = "T0PLAYGROUND";
const BOT = "U0FREEZEFRAME";

const user = (id: string, name: string, change: Partial<SlackUser> = {}): SlackUser => ({
  id,
  name,
  teamId: TEAM,
  isBot: false,
  isGuest: false,
  isSingleChannelGuest: false,
  deactivated: false,
  ...change,
});

const channel = (
  id: string,
  name: string,
  members: string[],
  change: Partial<SlackChannel> = {},
): SlackChannel => ({
  id,
  name,
  isPrivate: false,
  isArchived: false,
  members,
  ...change,
});

const everybody = ["U0PLAYGROUND", "U0APPROVER", "U0READER", "U0GUEST"];

/** The workspace of the playground. Tokens and the signing secret are fresh each time. */
export function slackSeed(): SlackSeed {
  return {
    team: { id: TEAM, name: "Playground (simulated)", domain: "playground" },
    app: { id: "A0FREEZEFRAME", botUser: BOT, botId: "B0FREEZEFRAME", name: "freezeframe" },
    scopes: [
      "commands",
      "chat:write",
      "files:read",
      "files:write",
      "users:read",
      "usergroups:read",
      "channels:read",
      "groups:read",
      "im:write",
    ],
    users: [
      user(BOT, "freezeframe", { isBot: true }),
      user("U0PLAYGROUND", "operator"),
      user("U0APPROVER", "approver"),
      user("U0READER", "reader"),
      user("U0GUEST", "guest", { isGuest: true, isSingleChannelGuest: true }),
      user("U0GONE", "gone", { deactivated: true }),
      user("U0ROBOT", "robot", { isBot: true }),
      user("U0ELSEWHERE", "elsewhere", { teamId: "T0ELSEWHERE" }),
    ],
    channels: [
      channel("C0STORAGE", "storage", [BOT, ...everybody]),
      channel("C0LOOP", "orders-loop", [BOT, ...everybody]),
      channel("C0SHOP", "shop", [BOT, ...everybody]),
      channel("C0UNINVITED", "uninvited", everybody),
      channel("C0ARCHIVED", "archived", [BOT, ...everybody], { isArchived: true }),
      channel("C0SECRET", "secret", everybody, { isPrivate: true }),
    ],
    groups: [
      { id: "S0STORAGE", handle: "storage", name: "Storage team", users: ["U0PLAYGROUND"], disabled: false },
      { id: "S0DISABLED", handle: "was-storage", name: "Disabled", users: ["U0PLAYGROUND"], disabled: true },
    ],
    botToken: `xoxb-simulated-${randomBytes(12).toString("hex")}`,
    appToken: `xapp-simulated-${randomBytes(12).toString("hex")}`,
    signingSecret: randomBytes(16).toString("hex"),
  };
}
