import type { DeletableSet, Obstacle } from "#domain/deletable-set.ts";
import type { SetDeletionPort } from "./set-deletion-port.ts";

/** So many are named; there may be more. */
const NAMED = 5;

/** A volume that was made from a member, or a group that is being made from the set. Undefined: there is none. */
export async function standingIn(
  { id, members }: Pick<DeletableSet, "id" | "members">,
  cloud: SetDeletionPort,
  signal: AbortSignal,
): Promise<Obstacle | undefined> {
  const groups = await first(
    cloud.groupsFromSets(new Set([id]), signal),
    ({ status }) => status === "creating",
  );
  if (groups.length > 0)
    return {
      why: `group ${groups.map((group) => group.id).join(", ")} is being made from it`,
      remedy: groups.map((group) => `cinder group-show ${group.id}`),
    };
  const snapshotIds = new Set(members.map(({ snapshotId }) => snapshotId));
  const volumes = await first(cloud.volumesFromSnapshots(snapshotIds, signal), () => true);
  if (volumes.length === 0) return undefined;
  const named = volumes.map((volume) => volume.name || volume.id).join(", ");
  return {
    why: `${volumes.length === NAMED ? "volumes such as" : volumes.length === 1 ? "volume" : "volumes"} ${named} ${volumes.length === 1 ? "was" : "were"} made from it`,
    remedy: volumes.map((volume) => `openstack volume show ${volume.id}   # delete it when nobody needs it`),
  };
}

async function first<T>(all: AsyncIterable<T>, which: (one: T) => boolean): Promise<T[]> {
  const found: T[] = [];
  for await (const one of all) {
    if (which(one)) found.push(one);
    if (found.length === NAMED) break;
  }
  return found;
}
