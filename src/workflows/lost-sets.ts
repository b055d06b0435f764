import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { CloudPort } from "./cloud-port.ts";

/**
 * Of which of these points the group snapshot is not `available`, with its status, or `gone` where the project does not list it;
 * by the point's id. Reads the project's list once.
 */
export async function lostSets(
  points: readonly RecoveryPoint[],
  { scan }: Pick<CloudPort, "scan">,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const wanted = new Set(points.map(({ groupSnapshotId }) => groupSnapshotId));
  const states = new Map<string, string>();
  for await (const page of scan.sets({}, signal))
    for (const { id, status } of page) if (wanted.has(id)) states.set(id, status);
  const lost = new Map<string, string>();
  for (const { id, groupSnapshotId } of points) {
    const state = states.get(groupSnapshotId) ?? "gone";
    if (state !== "available") lost.set(id, state);
  }
  return lost;
}
