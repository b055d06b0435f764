import type { Foreseen } from "#domain/doctor/foreseen.ts";
import { type Verdict, verdictOf } from "#domain/doctor/verdict.ts";
import type { Finding } from "#domain/finding.ts";
import { atLeast } from "#domain/label.ts";
import type { Diagnosis } from "#operations/index.ts";
import { atMost } from "../fit.ts";
import { code, escaped } from "../mrkdwn.ts";
import { context, header, section, sections } from "./blocks.ts";
import type { Message } from "./message.ts";
import { slackWords } from "./slack-words.ts";
import { secondsOf } from "./snapshot-words.ts";

/** Would a snapshot be taken, what would it be worth, what stands in the way, and what is as it should be. */
export function doctorAnswer(diagnosis: Diagnosis): Message {
  const { application, ready, findings, passed } = diagnosis;
  const said = headline(diagnosis);
  const amiss = findings.filter((finding) => verdictOf(finding) !== "ok");
  const notes = findings.filter((finding) => verdictOf(finding) === "ok");
  const fine = [...passed, ...notes].map(
    ({ subject, text }) => `✓ ${escaped(subject, 80)}: ${escaped(text, 200)}`,
  );
  return {
    text: escaped(said, 200),
    blocks: [
      header(said),
      section([
        ...labelLines(diagnosis.foreseen),
        ...coverLines(diagnosis),
        amiss.length === 0 ? "Nothing was found that costs anything." : undefined,
      ]),
      ...sections(atMost(amiss, 8, findingLine), 6),
      ...(fine.length === 0 ? [] : [context(atMost(fine, 14, (line) => line))]),
      section([
        `*Next:* ${ready && !weaker(diagnosis) ? code(`/ff snapshot ${application}`, 120) : `mend what stands above, then ${code(`/ff doctor ${application}`, 120)}`}`,
      ]),
    ],
  };
}

function headline({ application, ready, foreseen }: Diagnosis): string {
  if (!ready) return `🚫 ${application}: NOT READY, a snapshot would be refused`;
  if (foreseen?.grade === undefined) return `✅ ${application}: READY, a snapshot would be taken`;
  const { grade, wanted } = foreseen;
  return weaker({ foreseen })
    ? `⚠️ ${application}: READY, but a snapshot would be grade ${grade}, not ${wanted}`
    : `✅ ${application}: READY, a snapshot would be grade ${grade}`;
}

const weaker = ({ foreseen }: Pick<Diagnosis, "foreseen">): boolean =>
  foreseen?.wanted !== undefined && !atLeast(foreseen.grade, foreseen.wanted);

function labelLines(foreseen: Foreseen | undefined): string[] {
  if (foreseen === undefined) return [];
  const { text, lacks } = foreseen;
  return [
    `*Label now:* ${escaped(text, 200)}`,
    ...atMost(lacks, 3, (why) => `↳ missing for ${escaped(why, 200)}`),
  ];
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

const VERDICTS: Readonly<Record<Verdict, string>> = {
  fail: "⛔ *fail*",
  warn: "⚠️ *warn*",
  ok: "✓ ok",
};

const findingLine = (finding: Finding): string => {
  const { subject, text, costs, next } = finding;
  return [
    `${VERDICTS[verdictOf(finding)]} · ${escaped(subject, 80)}: ${escaped(text, 400)}`,
    costs === undefined ? undefined : `↳ costs: ${escaped(costs, 200)}`,
    next === undefined ? undefined : `↳ do: ${escaped(slackWords(next), 300)}`,
  ]
    .filter((line) => line !== undefined)
    .join("\n");
};
