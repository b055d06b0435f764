import { z } from "zod";
import type { RunView } from "#engine/port.ts";

/** A restore test, whatever the workflow's version. */
export interface TestRun {
  readonly run: RunView;
  readonly application: string;
  readonly point?: string | undefined;
  readonly requestedBy?: string | undefined;
}

const Input = z.object({
  application: z.string(),
  point: z.string().optional(),
  requestedBy: z.string().optional(),
});

/** Undefined for runs of other workflows. */
export function asTestRun(run: RunView): TestRun | undefined {
  if (!run.workflow.startsWith("test-restore@")) return undefined;
  const input = Input.safeParse(run.input);
  return input.success ? { run, ...input.data } : undefined;
}
