import type { CloudScan, Counted, QuotaScan } from "#domain/orphans/cloud-scan.ts";
import {
  type Interest,
  isRestoredGroup,
  keepsGroupElsewhere,
  keepsServer,
  keepsSet,
  keepsSetElsewhere,
  keepsSnapshot,
  keepsSnapshotElsewhere,
  keepsVolume,
  keepsVolumeElsewhere,
} from "#domain/orphans/interest.ts";
import type { OrphanCloudPort } from "#workflows/orphan-cloud-port.ts";
import { kept, ours, type ScanLists, scanLists } from "./scan-lists.ts";

/** All of a project, with how many things it has. */
export interface Scanned {
  readonly scan: CloudScan;
  readonly quota: QuotaScan;
  readonly looked: {
    readonly sets: number;
    readonly snapshots: number;
    readonly groups: number;
    readonly volumes: number;
    readonly servers: number;
  };
  /** Of other projects. */
  readonly others: { readonly looked: number } | { readonly whyNot: string };
}

/**
 * Reads a whole project page by page and keeps what is ours and what proofs need; where a credential may, other projects with it.
 */
export async function scanCloud(
  cloud: string,
  port: OrphanCloudPort,
  interest: Interest,
  signal: AbortSignal,
): Promise<Scanned> {
  const before = await port.reportedQuota(signal);
  const every = await port.everyProject(signal);
  const { groups, sets, snapshots, volumes, setIds, counted } = await readLists(
    scanLists(port, every),
    interest,
    signal,
  );
  const servers = await kept(ours(port.servers(signal)), (server) => keepsServer(server, interest));
  const after = await port.reportedQuota(signal);
  const elsewhere = {
    groups: groups.elsewhere,
    sets: sets.elsewhere,
    snapshots: snapshots.elsewhere,
    volumes: volumes.elsewhere,
  };
  const own = {
    groups: groups.kept,
    sets: sets.kept,
    snapshots: snapshots.kept,
    volumes: volumes.kept,
    servers: servers.kept,
  };
  const looked = {
    sets: sets.looked,
    snapshots: snapshots.looked,
    groups: groups.looked,
    volumes: volumes.looked,
    servers: servers.looked,
  };
  const beyond = [groups, sets, snapshots, volumes].reduce((sum, list) => sum + list.lookedElsewhere, 0);
  return {
    scan: { cloud, setIds, ...own, elsewhere },
    quota: { before, after, counted },
    looked,
    others: "whyNot" in every ? { whyNot: every.whyNot } : { looked: beyond },
  };
}

/**
 * In this order: whatever was made from something is listed after it, so that nothing that depends on a set can be overlooked
 * that was there when the set was listed.
 */
async function readLists(lists: ScanLists, interest: Interest, signal: AbortSignal) {
  const groups = await kept(
    lists.groups(signal),
    () => true,
    (group) => keepsGroupElsewhere(group, interest),
  );
  const restoredGroups = new Set(
    groups.kept.filter((group) => isRestoredGroup(group, interest)).map(({ id }) => id),
  );
  const setIds = new Set<string>();
  const sets = await kept(
    lists.sets(signal),
    (set) => {
      setIds.add(set.id);
      return keepsSet(set, interest, { restoredGroups });
    },
    (set) => keepsSetElsewhere(set, interest),
  );
  const keptSets = new Set(sets.kept.map(({ id }) => id));
  const snapshotTally = newTally();
  const snapshots = await kept(
    lists.snapshots(signal),
    (snapshot) => {
      count(snapshotTally, snapshot);
      return keepsSnapshot(snapshot, interest, { setIds: keptSets });
    },
    (snapshot) => keepsSnapshotElsewhere(snapshot, interest),
  );
  const snapshotIds = new Set(snapshots.kept.map(({ id }) => id));
  const volumeTally = newTally();
  const volumes = await kept(
    lists.volumes(signal),
    (volume) => {
      count(volumeTally, volume);
      return keepsVolume(volume, interest, { snapshotIds, restoredGroups });
    },
    (volume) => keepsVolumeElsewhere(volume, interest, { snapshotIds }),
  );
  const counted: Counted = {
    groups: groups.looked,
    snapshots: snapshotTally.things,
    snapshotGib: snapshotTally.gib,
    volumes: volumeTally.things,
    volumeGib: volumeTally.gib,
  };
  return { groups, sets, snapshots, volumes, setIds, counted };
}

const newTally = () => ({ things: 0, gib: 0 });

/** As Cinder's quota does. */
function count(
  tally: ReturnType<typeof newTally>,
  { counts, gib }: { readonly counts: boolean; readonly gib: number },
): void {
  if (!counts) return;
  tally.things += 1;
  tally.gib += gib;
}
