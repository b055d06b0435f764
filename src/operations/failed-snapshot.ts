import { z } from "zod";
import type { Engine, RunView } from "#engine/port.ts";
import { SNAPSHOT_APPLICATION } from "#workflows/snapshot-application.ts";
import { applicationOf } from "./run-lines.ts";

/** Most applications' last run is among so many … */
const NEAR = 100;
/** … and so many are looked at when it is not. */
const FAR = 10_000;

/** The last snapshot run of an application that has ended, when it has made no point. */
export async function failedSnapshot(
  engine: Pick<Engine, "list">,
  application: string,
): Promise<string | undefined> {
  for (const limit of [NEAR, FAR]) {
    const runs = await engine.list({ workflow: SNAPSHOT_APPLICATION, limit });
    const last = runs.find((run) => run.endedAt !== undefined && applicationOf(run) === application);
    if (last !== undefined) return madePoint(last) ? undefined : last.id;
    if (runs.length < limit) return undefined;
  }
  return undefined;
}

const Made = z.looseObject({ point: z.string() });

const madePoint = ({ state, result }: RunView): boolean => state === "done" && Made.safeParse(result).success;
