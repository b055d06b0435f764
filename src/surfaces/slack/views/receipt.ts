import type { Requested } from "#operations/index.ts";
import { channelMention, code, escaped } from "../mrkdwn.ts";
import { section } from "./blocks.ts";
import type { Message } from "./message.ts";

/** The answer to a snapshot command, before anything was asked of the cloud: what was written down, and where it is told. */
export function receipt(
  requested: Requested,
  application: string,
  { channel }: { readonly channel?: string | undefined },
): Message {
  const { emoji, what, more } = words(requested);
  const name = escaped(application, 80);
  const where =
    channel === undefined
      ? `${code("/ff runs")} tells how it ends; the manifest names no channel`
      : `${requested.how === "approval" ? "approvers are asked" : "watch it"} in ${channelMention(channel)}`;
  return {
    text: `${emoji} ${name}: ${what}. ${more}`,
    blocks: [section([`${emoji} *${name}: ${what}.* ${more}`, `*Next:* ${where} · ${id(requested)}`])],
  };
}

const id = ({ runId, approvalId }: Requested): string =>
  approvalId === undefined ? `run ${code(runId, 80)}` : `approval ${code(approvalId, 80)}`;

function words({ how, busyWith }: Requested): { emoji: string; what: string; more: string } {
  switch (how) {
    case "started":
      return { emoji: "📸", what: "snapshot requested", more: "Nothing was asked of the cloud yet." };
    case "queued":
      return {
        emoji: "⏳",
        what: "snapshot queued",
        more: `It begins when run ${code(busyWith ?? "before it", 80)} has ended.`,
      };
    case "joined":
      return {
        emoji: "↪️",
        what: "joined the snapshot that is going on",
        more: "No second one will be taken.",
      };
    case "known":
      return {
        emoji: "↩️",
        what: "requested before",
        more: "This command had arrived already: it is one run.",
      };
    case "approval":
      return {
        emoji: "⏳",
        what: "snapshot waits for an approval",
        more: "Nothing is frozen and nothing is asked of the cloud before it is approved.",
      };
  }
}
