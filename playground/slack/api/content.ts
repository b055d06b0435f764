import { charactersOf, checkBlocks, MOST_CHARACTERS } from "../block-kit/check.ts";
import { isShowable, privateUrl } from "../files.ts";
import type { SlackState } from "../state.ts";
import type { Fields, MessageContent } from "../types.ts";
import { ApiError, invalid } from "./api-error.ts";

export interface RawContent {
  readonly text: string | undefined;
  /** Undefined: none were given. */
  readonly blocks: unknown;
}

/**
 * What a message may hold.
 * @throws ApiError no_text, msg_too_long, invalid_blocks, msg_blocks_too_long
 */
export function messageContent(
  state: SlackState,
  { text = "", blocks }: RawContent,
  where: { readonly method: string; readonly channel: string | undefined },
): MessageContent {
  if (text === "" && (blocks === undefined || (Array.isArray(blocks) && blocks.length === 0)))
    throw new ApiError("no_text");
  // docs.slack.dev/reference/methods/chat.postMessage, "Truncating content": 40,000 characters
  if (text.length > 40_000) throw new ApiError("msg_too_long");
  if (blocks === undefined) return { text, blocks: [] };
  const breaches = [
    ...checkBlocks(blocks, "message"),
    ...tooNew(state, blocks, where),
    ...unseen(state, blocks),
  ];
  if (breaches.length > 0) throw invalid("invalid_blocks", breaches);
  if (charactersOf(blocks) > MOST_CHARACTERS) throw new ApiError("msg_blocks_too_long");
  return { text, blocks: withIds(blocks as Fields[]) }; // checked just now
}

/** A picture that was uploaded and looked into; until then `invalid slack file` (github.com/slackapi/slack-github-action issue 413). */
function unseen(state: SlackState, blocks: unknown): readonly string[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((block: Fields, index) => {
    if (block?.type !== "image" || block.slack_file === undefined) return [];
    const { id, url } = block.slack_file as Fields; // checked with the other fields
    const file = [...state.files.values()].find((one) => one.id === id || privateUrl(state, one) === url);
    return file !== undefined && isShowable(file)
      ? []
      : [`invalid slack file [json-pointer:/blocks/${index}/slack_file]`];
  });
}

/** What the blocks of 2026 are. */
const TOO_NEW: readonly string[] = ["plan", "task_card", "data_visualization"];

/** Blocks come to workspaces one after another: before that they are unknown there. */
function tooNew(
  state: SlackState,
  blocks: unknown,
  { method, channel }: { readonly method: string; readonly channel: string | undefined },
): readonly string[] {
  if (!Array.isArray(blocks)) return [];
  const types = blocks.map((block: Fields) => String(block?.type));
  const at = types.findIndex((type) => TOO_NEW.includes(type));
  if (at < 0 || !state.faults.isOlderWorkspace(method, channel)) return [];
  return [`unsupported type: ${types[at]} [json-pointer:/blocks/${at}/type]`];
}

/** Slack names the blocks and elements that the app has not named. */
export function withIds(blocks: readonly Fields[]): readonly Fields[] {
  return blocks.map((block, index) => ({ block_id: `b${index + 1}`, ...block }));
}
