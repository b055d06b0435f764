import { DomainError } from "#domain/errors.ts";
import { type Problem, problemText } from "./problem.ts";

/** The files cannot be used as they are. Holds every problem of every file. */
export class ConfigError extends DomainError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super("invalid-input", [`${count} in the configuration:`, ...problems.map(problemText)].join("\n"), {
      next: "correct the files, then run freezeframe validate",
    });
    this.name = "ConfigError";
    this.problems = problems;
  }
}
