import { setImmediate } from "node:timers/promises";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { RecordsPort } from "./records-port.ts";

/** Read and parsed in one go: some tens of milliseconds, so that a guest that is frozen meanwhile hears its heartbeats. */
const AT_ONCE = 100;

/** All points of an application, newest first; other work goes on between pages. */
export async function allPoints(
  records: Pick<RecordsPort, "points">,
  application: string,
): Promise<RecoveryPoint[]> {
  const points = new Map<string, RecoveryPoint>();
  let until: number | undefined;
  for (;;) {
    const page = await records.points(application, AT_ONCE, until);
    const before = points.size;
    // A page begins with the point at which the last one ended.
    for (const point of page) points.set(point.id, point);
    if (page.length < AT_ONCE || points.size === before) return [...points.values()];
    until = page.at(-1)?.createdAt;
    await setImmediate();
  }
}
