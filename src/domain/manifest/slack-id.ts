import { z } from "zod";

const pattern = (prefixes: string, what: string, example: string) =>
  z
    .string({ error: `expected ${what}, such as ${example}` })
    .regex(new RegExp(`^[${prefixes}][A-Z0-9]{2,20}$`), {
      error: `expected ${what}, such as ${example} (never a name or an e-mail address)`,
    });

/** Slack's own id of a channel: names can be given away, ids cannot. */
export const SlackChannelId = pattern("CG", "a Slack channel id", "C0123456789");

/** Slack's own id of a workspace. */
export const SlackTeamId = pattern("T", "a Slack workspace id", "T0123456789");

/** Slack's own id of one person. */
export const SlackUserId = pattern("UW", "a Slack user id", "U0123456789");

/** Slack's own id of one person or of a user group. */
export const SlackActorId = pattern(
  "UWS",
  "the id of a Slack user or user group",
  "U0123456789 or S0123456789",
);

/** A user group stands for any number of people, a user id for one. */
export const isSlackUserGroup = (id: string): boolean => id.startsWith("S");
