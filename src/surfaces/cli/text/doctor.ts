import { describeDuration } from "#domain/duration.ts";
import type { Diagnosis } from "#operations/index.ts";
import { rows } from "./rows.ts";

/** The answer to `doctor`: may a snapshot be taken, what would it cover, what was found. */
export function doctorText({ application, ready, findings, mounts, prediction }: Diagnosis): string {
  const covered = mounts.flatMap(({ server, mounts: all }) =>
    all.map((mount) => `${server} ${mount.mount} (${mount.fsType} on ${mount.device})`),
  );
  return [
    `${application}: ${ready ? "a snapshot would be taken" : "NOT READY: a snapshot would be refused"}`,
    ...rows([
      ["freezes", ...covered],
      [
        "cut",
        prediction === undefined
          ? undefined
          : `probably ${describeDuration(prediction.ms)} (${prediction.because})`,
      ],
    ]),
    ...findings.flatMap(({ severity, code, subject, text, costs, next }) => [
      `  ${severity.padEnd(7)}  ${subject}: ${text}  [${code}]`,
      ...rows([
        ["       ", costs === undefined ? undefined : `costs: ${costs}`],
        ["       ", next === undefined ? undefined : `next:  ${next}`],
      ]),
    ]),
  ].join("\n");
}
