import { z } from "zod";

/** What we read of Slack's payloads; the rest is left where it is. Their fields: https://docs.slack.dev/interactivity. */

export const SlashCommand = z.object({
  team_id: z.string(),
  user_id: z.string(),
  /** For people to read; rights go by the id. */
  user_name: z.string().max(80).optional().catch(undefined),
  channel_id: z.string(),
  command: z.string(),
  text: z.string().default(""),
  /** Names this one asking, so the same twice is one run; opens a modal within 3 s. */
  trigger_id: z.string().min(1).max(200),
  response_url: z.string().optional(),
});
export type SlashCommand = z.infer<typeof SlashCommand>;

const Person = {
  team: z.object({ id: z.string() }),
  user: z.object({
    id: z.string(),
    /** Another one where a shared channel lets people of other workspaces click. */
    team_id: z.string().optional(),
    /** For people to read; rights go by the id. */
    username: z.string().max(80).optional().catch(undefined),
  }),
};

export const ButtonClick = z.object({
  ...Person,
  channel: z.object({ id: z.string() }).optional(),
  /** Where the button is; what only one person sees cannot be edited by its `ts`. */
  container: z
    .object({ message_ts: z.string().optional(), is_ephemeral: z.boolean().optional() })
    .optional()
    .catch(undefined),
  trigger_id: z.string().min(1).max(200),
  response_url: z.string().optional(),
  actions: z
    .array(z.object({ action_id: z.string(), value: z.string().optional(), url: z.string().optional() }))
    .min(1),
});
export type ButtonClick = z.infer<typeof ButtonClick>;

const Chosen = z.object({ value: z.string() });

/** What was typed into an input, or chosen in it. */
const Filled = z.object({
  value: z.string().nullish(),
  selected_option: Chosen.nullish(),
  selected_options: z.array(Chosen).nullish(),
});

/** A window that was sent. `values` is by block_id, then by action_id. */
export const Submission = z.object({
  ...Person,
  view: z.object({
    id: z.string().min(1).max(100),
    callback_id: z.string(),
    private_metadata: z.string().default(""),
    state: z.object({
      values: z.record(z.string(), z.record(z.string(), Filled)),
    }),
  }),
});
export type Submission = z.infer<typeof Submission>;

export const HomeOpened = z.object({
  team_id: z.string(),
  event: z.object({ user: z.string(), tab: z.string().optional() }),
});

export const Uninstalled = z.object({ team_id: z.string() });

export const TokensRevoked = z.object({
  team_id: z.string(),
  /** Ids of the bot users whose tokens are gone. */
  event: z.object({ tokens: z.object({ bot: z.array(z.string()).optional() }) }),
});
