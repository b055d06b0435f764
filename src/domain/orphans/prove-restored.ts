import { ownershipOf } from "#domain/ownership/ownership-of.ts";
import { parseRestoredName, restoredGroupName, restoredServerName } from "#domain/restore/names.ts";
import { RESTORE_MARK, restoredServerText, restoredStampText } from "#domain/restore/restored-stamp.ts";
import type { CloudScan, SeenGroup, SeenServer, SeenVolume } from "./cloud-scan.ts";
import type { KnownRestore, KnownWorld } from "./known-world.ts";
import { madeBetween } from "./made-between.ts";
import type { Related } from "./related.ts";

/** All that is there of one restore that is on record, that is over, and whose time is over. */
export interface RestoredThings {
  readonly restore: KnownRestore;
  readonly servers: readonly SeenServer[];
  readonly groups: readonly SeenGroup[];
  /** Also those in its groups that have no name yet. */
  readonly volumes: readonly SeenVolume[];
}

/**
 * What restores have made and nobody wants any more. Each thing is proved by itself: by the record of its restore, by what it
 * was made of, and by its own mark. What has lost mark or name, as in a cut-over, is not ours any more; a signature that
 * does not fit was copied from somewhere else.
 */
export function proveRestored(
  scan: CloudScan,
  known: KnownWorld,
  { inGroup }: Pick<Related, "inGroup">,
): RestoredThings[] {
  const { instance, at } = known;
  const groupsNamed = Map.groupBy(scan.groups, ({ name }) => name);
  const serversNamed = Map.groupBy(scan.servers, ({ name }) => name);
  const volumesOf = Map.groupBy(scan.volumes, ({ name }) => parseRestoredName(name)?.runId);
  return [...known.restores.values()].flatMap((restore): RestoredThings[] => {
    const fate = known.runs.get(restore.id);
    if (fate?.state !== "over") return [];
    const during = duringRun(restore, fate.endedAt);
    if (restore.keptUntil !== undefined && at < restore.keptUntil) return [];
    const run = { instance, application: restore.application, runId: restore.id };
    const groups = (groupsNamed.get(restoredGroupName(run)) ?? []).filter(
      (group) => group.groupSnapshotId === restore.groupSnapshotId && during(group),
    );
    const volumes = [
      ...(volumesOf.get(restore.id) ?? []).filter((volume) => isMarked(volume, restore, known, during)),
      ...groups
        .flatMap(({ id }) => inGroup(id))
        .filter((volume) => isUnnamed(volume, restore) && during(volume)),
    ];
    const servers = (serversNamed.get(restoredServerName(run)) ?? []).filter((server) =>
      isBooted(server, restore, known),
    );
    return groups.length + volumes.length + servers.length === 0
      ? []
      : [{ restore, groups, volumes, servers }];
  });
}

/**
 * Was it made while the run went on? What has no signature of its own, since its run died or Cinder gives it no metadata, may
 * be a copy that somebody made of it since.
 */
const duringRun =
  ({ startedAt }: KnownRestore, endedAt: number | undefined) =>
  (thing: { readonly createdAt: number | undefined }): boolean =>
    madeBetween(thing, { from: startedAt, to: endedAt });

function isMarked(
  volume: SeenVolume,
  restore: KnownRestore,
  { instance, signed }: KnownWorld,
  during: (volume: SeenVolume) => boolean,
): boolean {
  const { id, name, metadata, snapshotId } = volume;
  const named = parseRestoredName(name);
  if (named === undefined || ownershipOf({ name, metadata }, instance) !== "ours") return false;
  if (named.runId !== restore.id || named.application !== restore.application) return false;
  if (metadata[RESTORE_MARK] !== restore.id || snapshotId === undefined) return false;
  if (!restore.snapshotIds.includes(snapshotId)) return false;
  const signature = metadata["freezeframe:hmac"];
  // One that its run had no time to sign.
  if (signature === undefined) return during(volume);
  const [point, expiresAt] = [metadata["freezeframe:point"] ?? "", Number(metadata["freezeframe:expires"])];
  return signed(restoredStampText({ ...named, point, snapshotId, expiresAt }, id), signature);
}

/** Cinder gives the volumes of a group that is made from a group snapshot neither name nor metadata. */
const isUnnamed = ({ name, metadata, snapshotId }: SeenVolume, { snapshotIds }: KnownRestore): boolean =>
  name === "" &&
  Object.keys(metadata).length === 0 &&
  snapshotId !== undefined &&
  snapshotIds.includes(snapshotId);

function isBooted(
  { name, metadata }: SeenServer,
  restore: KnownRestore,
  { instance, signed }: KnownWorld,
): boolean {
  if (metadata[RESTORE_MARK] !== restore.id || ownershipOf({ name, metadata }, instance) !== "ours")
    return false;
  const named = parseRestoredName(name);
  const signature = metadata["freezeframe:hmac"];
  if (named === undefined || signature === undefined) return false;
  const [point, expiresAt] = [metadata["freezeframe:point"] ?? "", Number(metadata["freezeframe:expires"])];
  return signed(restoredServerText({ ...named, point, snapshotId: "", expiresAt }), signature);
}
