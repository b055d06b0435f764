import type { KnownBlock } from "@slack/types";
import type { Chart } from "#domain/chart.ts";
import type { AnyBlock } from "./chart-block.ts";

/** What a view makes for a channel or for one person. */
export interface Message {
  /** For notifications and screen readers; the first 75 characters carry the fact. */
  readonly text: string;
  readonly blocks: readonly AnyBlock[];
  /** Blocks that every client knows, for a workspace that answers `invalid_blocks`. Absent: `blocks` are such. */
  readonly classic?: readonly KnownBlock[];
  /** Goes with the classic blocks, as a file, ahead of the last of them; what it tells is in words there as well. */
  readonly picture?: Picture;
  /** Posted as an answer to that message; `broadcast`: the channel sees it as well. Stays so when it is edited. */
  readonly thread?: { readonly ts: string; readonly broadcast: boolean };
}

/** A chart of our own drawing, for a workspace that draws none. */
export interface Picture {
  readonly chart: Chart;
  /** The same in words, for whoever does not see it. */
  readonly alt: string;
}
