import { z } from "zod";
import type { Engine } from "#engine/port.ts";

const Phase = z.looseObject({ phase: z.string() });

/** The last phase that each live run told of itself. In memory: after a restart a run tells it anew. */
export function followPhases(
  engine: Pick<Engine, "onProgress" | "onChange">,
): (runId: string) => string | undefined {
  const phases = new Map<string, string>();
  engine.onProgress((runId, update) => {
    const read = Phase.safeParse(update);
    if (read.success) phases.set(runId, read.data.phase);
  });
  engine.onChange(({ id, state }) => {
    if (state !== "running" && state !== "queued") phases.delete(id);
  });
  return (runId) => phases.get(runId);
}
