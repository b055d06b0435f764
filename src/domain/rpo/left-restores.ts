import type { RestoreRecord } from "#domain/restore/record.ts";
import type { Standing } from "./standing.ts";

/** Restores of an application of which something could not be taken away: each keeps quota, and may keep a point. */
export function leftRestores(application: string, restores: readonly RestoreRecord[]): Standing {
  const left = restores.filter((restore) => restore.application === application && restore.state === "left");
  if (left.length === 0) return { state: "kept", by: "nothing of a restore is left behind" };
  const ids = left.map(({ id }) => id);
  return {
    state: "missed",
    text: `${ids.length === 1 ? "a restore has" : `${ids.length} restores have`} left something behind in the cloud: ${ids.join(", ")}`,
    next: `freezeframe restores tells what holds it, then freezeframe discard ${ids[0]}`,
  };
}
