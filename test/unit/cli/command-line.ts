import type { Json, RunView } from "#engine/port.ts";
import type { Operations } from "#operations/index.ts";
import type { Backstage } from "#surfaces/cli/backstage.ts";
import { runCommandLine } from "#surfaces/cli/cli.ts";

/** A command line over operations in memory, and what it has said. */
export function commandLineOver(
  operations: Partial<Operations>,
  { now = 0, ...more }: { readonly now?: number } & Partial<Backstage> = {},
) {
  const [out, err] = [[] as string[], [] as string[]];
  const backstage: Partial<Backstage> = {
    actor: async () => ({ slackId: "U0OPS", name: "ann" }),
    open: async () => ({
      // Only what the verbs under test ask for is there.
      operations: operations as Operations,
      recover: async () => [],
      idle: async () => undefined,
      close: async () => undefined,
    }),
    ...more,
  };
  const run = (...argv: string[]) =>
    runCommandLine(argv, {
      terminal: { out: (text) => out.push(text), err: (text) => err.push(text), live: true },
      backstage: () => backstage as Backstage,
      signal: new AbortController().signal,
      now: () => now,
    });
  return { out, err, run };
}

/** A run that has ended so. */
export const endedRun = (id: string, workflow: string, result: unknown): RunView => ({
  id,
  workflow,
  state: "done",
  input: null,
  // The engine keeps results as JSON.
  result: JSON.parse(JSON.stringify(result)) as Json,
  createdAt: 0,
});
