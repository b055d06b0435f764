import { z } from "zod";
import type { Engine, RunView } from "#engine/port.ts";
import { SNAPSHOT_APPLICATION } from "#workflows/names.ts";

/** One of so many has ended: the others wait for it, or go on. */
const NEWEST = 20;

/** The last snapshot run of an application that has ended, when it has failed: it made no point, or not the one that was required. */
export async function failedSnapshot(
  engine: Pick<Engine, "list">,
  application: string,
): Promise<string | undefined> {
  const runs = await engine.list({ workflow: SNAPSHOT_APPLICATION, lockKey: application, limit: NEWEST });
  const last = runs.find(({ endedAt }) => endedAt !== undefined);
  return last === undefined || madePoint(last) ? undefined : last.id;
}

const Made = z.looseObject({ point: z.string(), outcome: z.string().optional() });

function madePoint({ state, result }: RunView): boolean {
  const made = Made.safeParse(result);
  return state === "done" && made.success && made.data.outcome !== "requirement-missed";
}
