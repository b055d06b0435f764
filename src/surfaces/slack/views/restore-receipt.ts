import type { Requested } from "#operations/index.ts";
import { channelMention, code, escaped } from "../mrkdwn.ts";
import { section } from "./blocks.ts";
import type { Message } from "./message.ts";

type What = "restore" | "discard" | "restore test" | "clean-up";

/** The answer to a restore, a discard, a restore test or a clean-up that was asked for: what was written down, what comes next, and where it is told. */
export function restoreReceipt(
  requested: Requested,
  about: {
    readonly what: What;
    readonly application: string;
    readonly channel?: string | undefined;
  },
): Message {
  const { emoji, word, more } = words(requested, about.what);
  const name = escaped(about.application, 80);
  return {
    text: `${emoji} ${name}: ${word}. ${more}`,
    blocks: [
      section([`${emoji} *${name}: ${word}.* ${more}`, `*Next:* ${whereTold(requested, about.channel)}`]),
    ],
  };
}

/** Where the rest is told. */
export const whereTold = ({ runId, how }: Requested, channel: string | undefined): string =>
  `${channel === undefined ? `${code("/ff runs")} tells how it ends; the manifest names no channel` : `${how === "approval" ? "the plan and its buttons will be" : "watch it"} in ${channelMention(channel)}`} · run ${code(runId, 80)}`;

function words({ how, busyWith }: Requested, what: What) {
  switch (how) {
    case "started":
      return { word: `${what} requested`, ...BEGUN[what] };
    case "queued":
      return {
        emoji: "⏳",
        word: `${what} queued`,
        more: `It begins when run ${code(busyWith ?? "before it", 80)} has ended.`,
      };
    case "joined":
      return { emoji: "↪️", word: `joined the ${what} that is going on`, more: "No second one is begun." };
    case "known":
      return {
        emoji: "↩️",
        word: `${what} requested before`,
        more: "This had arrived already: it is one run.",
      };
    case "approval":
      return { emoji: "🔐", word: `${what} will need an approval`, more: PLANNED };
  }
}

const PLANNED = "First it is planned, which changes nothing.";

const BEGUN: Readonly<Record<What, { readonly emoji: string; readonly more: string }>> = {
  restore: { emoji: "📦", more: PLANNED },
  discard: { emoji: "🧹", more: "What the restore made is taken away." },
  "clean-up": { emoji: "🧹", more: "First it is planned; each orphan is looked at again before it goes." },
  "restore test": {
    emoji: "🧪",
    more: "A point is restored apart from production, read and checked, then all of it is taken away again.",
  },
};
