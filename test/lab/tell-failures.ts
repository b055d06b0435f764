import type { Reporter } from "vitest/node";

/** Tells each failure when it happens, too: a run of hours tells all of them at its end, if it comes to one. */
export const tellFailures: Reporter = {
  onTestCaseResult(test) {
    const { errors = [] } = test.result();
    for (const { message, stacks = [], diff } of errors)
      process.stderr.write(
        [
          `FAILED ${test.module.relativeModuleId}: ${test.fullName}`,
          message,
          ...(diff === undefined ? [] : [diff]),
          ...stacks.slice(0, 3).map(({ file, line }) => `  at ${file}:${line}`),
          "",
        ].join("\n"),
      );
  },
};
