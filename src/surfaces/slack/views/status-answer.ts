import { describeDuration } from "#domain/duration.ts";
import type { Status } from "#operations/index.ts";
import { atMost } from "../fit.ts";
import { code, escaped } from "../mrkdwn.ts";
import { applicationLines, worstFirst } from "./application-lines.ts";
import { context, section } from "./blocks.ts";
import type { Message } from "./message.ts";

/** Is anything frozen now? Then how each application stands. */
export function statusAnswer(status: Status, now: number): Message {
  const first = frozenWords(status);
  const { applications } = status;
  return {
    text: first.replaceAll("*", ""),
    blocks: [
      section([first, ...frozenLines(status), ...unreachableLines(status)]),
      ...worstFirst(applications, now)
        .slice(0, 10)
        .map((one) => section(applicationLines(one, now))),
      ...(applications.length > 10
        ? [
            context([
              `… and ${applications.length - 10} more applications: ${code("/ff status APP")}, or Freezeframe's Home tab`,
            ]),
          ]
        : []),
    ],
  };
}

function frozenWords({ frozen, unreachable, asked }: Status): string {
  const held = frozen.filter((one) => one.state !== "armed");
  if (held.length > 0) return `🧊 *FROZEN NOW:* ${namesOf(held)} (${count(held.length, "guest")})`;
  if (frozen.length > 0) return `⏳ *About to freeze:* ${namesOf(frozen)} (${count(frozen.length, "guest")})`;
  if (unreachable.length > 0)
    return `❓ *Not known whether anything is frozen:* ${count(unreachable.length, "guest")} did not answer`;
  if (asked === 0) return "✅ *Nothing is frozen:* no freeze of Freezeframe's is open";
  return `✅ *Nothing is frozen:* ${asked === 1 ? "the guest says so" : `all ${asked} guests say so`}`;
}

const namesOf = (frozen: Status["frozen"]): string =>
  atMost([...new Set(frozen.map((one) => one.application))], 3, (name) => escaped(name, 80)).join(", ");

const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? "" : "s"}`;

const frozenLines = ({ frozen }: Status): string[] =>
  atMost(frozen, 10, ({ application, server, state, ours, instance, runId, frozenMs, mounts }) => {
    const whose = ours
      ? `run ${code(runId, 80)}; to end it: ${code(`/ff thaw ${application}`)}`
      : `*not ours* (instance ${escaped(instance, 60)}), left alone`;
    const since = frozenMs === undefined ? "" : ` for ${describeDuration(frozenMs)}`;
    return `• ${escaped(server, 80)}: *${state}*${since} (${escaped(mounts.join(", "), 200)}), ${whose}`;
  });

const unreachableLines = ({ unreachable }: Status): string[] =>
  unreachable.length === 0
    ? []
    : [
        ...atMost(
          unreachable,
          5,
          ({ server, reason }) => `• ${escaped(server, 80)} does not answer: ${escaped(reason, 200)}`,
        ),
        "A freeze there ends by itself at its deadline.",
      ];
