import { type Problem, problemText } from "./problem.ts";

export interface Findings {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** Names of the applications that were read. */
  readonly applications: readonly string[];
}

/** What `freezeframe validate` says: every problem, every warning, and a last line that counts them. */
export function formatValidation({ problems, warnings, applications }: Findings): string {
  const lines = [
    ...problems.map((problem) => `error   ${problemText(problem)}`),
    ...warnings.map((warning) => `warning ${problemText(warning)}`),
  ];
  const read =
    applications.length === 0
      ? "no application"
      : `${count(applications.length, "application")} (${applications.join(", ")})`;
  const verdict = problems.length === 0 ? "valid" : count(problems.length, "problem");
  return [
    ...lines,
    `${verdict}${warnings.length === 0 ? "" : `, ${count(warnings.length, "warning")}`}: ${read}`,
  ].join("\n");
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
