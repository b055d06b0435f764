import type { Foreseen } from "#domain/doctor/foreseen.ts";
import { verdictOf } from "#domain/doctor/verdict.ts";
import { describeDuration } from "#domain/duration.ts";
import type { Diagnosis } from "#operations/index.ts";
import { rows } from "./rows.ts";

/** The answer to `doctor`: would a snapshot be taken, what would it be worth, and a line for each thing that was looked at. */
export function doctorText(diagnosis: Diagnosis): string {
  const { findings, passed, mounts, prediction, foreseen } = diagnosis;
  const covered = mounts.flatMap(({ server, mounts: all }) =>
    all.map((mount) => `${server} ${mount.mount} (${mount.fsType} on ${mount.device})`),
  );
  return [
    headline(diagnosis),
    ...rows([
      ["wanted", foreseen?.wanted],
      ["lacks", ...(foreseen?.lacks ?? [])],
      ["freezes", ...covered],
      [
        "cut",
        prediction === undefined
          ? undefined
          : `probably ${describeDuration(prediction.ms)} (${prediction.because})`,
      ],
    ]),
    ...findings.flatMap((finding) => {
      const { code, subject, text, costs, next } = finding;
      return [
        `  ${verdictOf(finding).padEnd(4)}  ${subject}: ${text}  [${code}]`,
        ...rows([
          ["    ", costs === undefined ? undefined : `costs: ${costs}`],
          ["    ", next === undefined ? undefined : `next:  ${next}`],
        ]),
      ];
    }),
    ...passed.map(({ subject, text }) => `  ok    ${subject}: ${text}`),
  ].join("\n");
}

function headline({ application, ready, foreseen }: Diagnosis): string {
  if (!ready) return `${application}: NOT READY: a snapshot would be refused`;
  return `${application}: a snapshot would be taken${foreseen === undefined ? "" : `: ${label(foreseen)}`}`;
}

const label = ({ grade, text }: Foreseen): string => (grade === undefined ? text : `grade ${grade}, ${text}`);
