import type { Thawed } from "#operations/index.ts";
import { atMost } from "../fit.ts";
import { code, escaped } from "../mrkdwn.ts";
import { section } from "./blocks.ts";
import type { Message } from "./message.ts";

/** What a thaw found and did, guest by guest; the worst of it first. */
export function thawAnswer(application: string, guests: readonly Thawed[]): Message {
  const said = `${escaped(application, 80)}: ${words(guests)}`;
  const sorted = guests.toSorted((a, b) => ORDER.indexOf(a.was) - ORDER.indexOf(b.was));
  return {
    text: said,
    blocks: [
      section([
        `${EMOJI[sorted[0]?.was ?? "idle"]} *${said}*`,
        ...atMost(sorted, 10, (guest) => `• ${escaped(guest.server, 80)}: ${escaped(guest.text, 400)}`),
        sorted[0]?.was === "unreachable" ? `*Next:* ${code(`/ff status ${application}`, 120)}` : undefined,
      ]),
    ],
  };
}

const ORDER: readonly Thawed["was"][] = ["unreachable", "foreign", "thawed", "idle"];
const EMOJI = { unreachable: "🚨", foreign: "🧊", thawed: "✅", idle: "✅" } as const;

function words(guests: readonly Thawed[]): string {
  const many = (was: Thawed["was"]) => guests.filter((guest) => guest.was === was).length;
  if (many("unreachable") > 0)
    return `NOT every guest is known to be thawed (${many("unreachable")} of ${guests.length})`;
  if (many("thawed") > 0) return "thawed, confirmed";
  return many("foreign") > 0 ? "frozen, but not by this installation" : "nothing was frozen";
}
