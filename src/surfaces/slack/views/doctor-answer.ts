import type { Finding } from "#domain/finding.ts";
import type { Diagnosis } from "#operations/index.ts";
import { atMost } from "../fit.ts";
import { code, escaped } from "../mrkdwn.ts";
import { header, section, sections } from "./blocks.ts";
import type { Message } from "./message.ts";
import { slackWords } from "./slack-words.ts";
import { secondsOf } from "./snapshot-words.ts";

/** Would a snapshot be taken, what would it cover, what stands in the way. */
export function doctorAnswer(diagnosis: Diagnosis): Message {
  const { application, ready, findings } = diagnosis;
  const said = ready
    ? `✅ ${application}: READY, a snapshot would be taken`
    : `🚫 ${application}: NOT READY, a snapshot would be refused`;
  return {
    text: escaped(said, 200),
    blocks: [
      header(said),
      section([
        ...coverLines(diagnosis),
        findings.length === 0 ? "Nothing was found that costs anything." : undefined,
      ]),
      ...sections(atMost(findings, 8, findingLine), 6),
      section([
        `*Next:* ${ready ? code(`/ff snapshot ${application}`, 120) : `mend what stands above, then ${code(`/ff doctor ${application}`, 120)}`}`,
      ]),
    ],
  };
}

function coverLines({ mounts, prediction }: Diagnosis): string[] {
  const covered = mounts.flatMap(({ server, mounts: all }) => all.map(({ mount }) => `${server} ${mount}`));
  return [
    covered.length === 0
      ? "*Freezes:* nothing"
      : `*Freezes:* ${atMost(covered, 8, (one) => code(one, 120)).join(", ")}`,
    prediction === undefined
      ? "*Freeze window:* no earlier one to predict it from"
      : `*Freeze window:* probably ${secondsOf(prediction.ms)} (${escaped(prediction.because, 120)})`,
  ];
}

const SEVERITY = { error: "⛔ *Stops it*", warning: "⚠️ *Costs*", info: "ℹ️ *Note*" } as const;

const findingLine = ({ severity, subject, text, costs, next }: Finding): string =>
  [
    `${SEVERITY[severity]} · ${escaped(subject, 80)}: ${escaped(text, 400)}`,
    costs === undefined ? undefined : `↳ costs: ${escaped(costs, 200)}`,
    next === undefined ? undefined : `↳ do: ${escaped(slackWords(next), 300)}`,
  ]
    .filter((line) => line !== undefined)
    .join("\n");
