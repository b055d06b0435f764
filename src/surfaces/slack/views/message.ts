import type { KnownBlock } from "@slack/types";

/** What a view makes for a channel or for one person. */
export interface Message {
  /** For notifications and screen readers; the first 75 characters carry the fact. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  /** Blocks that every client knows, for a workspace that answers `invalid_blocks`. Absent: `blocks` are such. */
  readonly classic?: readonly KnownBlock[];
}
