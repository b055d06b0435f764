import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { SetDeletionPort } from "./set-deletion-port.ts";

/** So many of a point are named. */
const NAMED = 3;

/** What the cloud has that was made from these points, in words, by the point's id. Reads the project's lists once. */
export async function dependantsOf(
  points: readonly RecoveryPoint[],
  cloud: SetDeletionPort,
  signal: AbortSignal,
): Promise<Map<string, string[]>> {
  const ofSnapshot = new Map(
    points.flatMap(({ id, evidence }) =>
      evidence.set.members.flatMap(({ snapshotId }) =>
        snapshotId === undefined ? [] : [[snapshotId, id] as const],
      ),
    ),
  );
  const ofSet = new Map(points.map(({ id, groupSnapshotId }) => [groupSnapshotId, id]));
  const found = new Map<string, string[]>();
  const add = (point: string | undefined, what: string) => {
    if (point !== undefined) found.set(point, [...(found.get(point) ?? []), what]);
  };
  for await (const group of cloud.groupsFromSets(new Set(ofSet.keys()), signal))
    add(ofSet.get(group.groupSnapshotId), `group ${group.name || group.id}`);
  for await (const volume of cloud.volumesFromSnapshots(new Set(ofSnapshot.keys()), signal))
    add(ofSnapshot.get(volume.snapshotId), `volume ${volume.name || volume.id}`);
  return new Map([...found].map(([point, what]) => [point, [words(what)]]));
}

function words(what: readonly string[]): string {
  const more = what.length > NAMED ? ` and ${what.length - NAMED} more` : "";
  return `${what.slice(0, NAMED).join(", ")}${more} ${what.length === 1 ? "was" : "were"} made from it`;
}
