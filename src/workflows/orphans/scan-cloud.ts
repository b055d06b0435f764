import type { CloudScan, Counted, QuotaScan } from "#domain/orphans/cloud-scan.ts";
import {
  type Interest,
  isRestoredGroup,
  keepsServer,
  keepsSet,
  keepsSnapshot,
  keepsVolume,
} from "#domain/orphans/interest.ts";
import type { OrphanCloudPort, Pages } from "#workflows/orphan-cloud-port.ts";

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
}

/**
 * Reads a whole project page by page and keeps what is ours and what proofs need. In this order: whatever was made from
 * something is listed after it, so that nothing that depends on a set can be overlooked that was there when the set was listed.
 */
export async function scanCloud(
  cloud: string,
  port: OrphanCloudPort,
  interest: Interest,
  signal: AbortSignal,
): Promise<Scanned> {
  const before = await port.reportedQuota(signal);
  const groups = await kept(port.groups(signal), () => true);
  const restoredGroups = new Set(
    groups.kept.filter((group) => isRestoredGroup(group, interest)).map(({ id }) => id),
  );
  const setIds = new Set<string>();
  const sets = await kept(port.sets({}, signal), (set) => {
    setIds.add(set.id);
    return keepsSet(set, interest, { restoredGroups });
  });
  const keptSets = new Set(sets.kept.map(({ id }) => id));
  const gib = { snapshots: 0, volumes: 0 };
  const counted = { snapshots: 0, volumes: 0 };
  const snapshots = await kept(port.snapshots({}, signal), (snapshot) => {
    if (snapshot.counts) {
      counted.snapshots += 1;
      gib.snapshots += snapshot.gib;
    }
    return keepsSnapshot(snapshot, interest, { setIds: keptSets });
  });
  const snapshotIds = new Set(snapshots.kept.map(({ id }) => id));
  const volumes = await kept(port.volumes({}, signal), (volume) => {
    if (volume.counts) {
      counted.volumes += 1;
      gib.volumes += volume.gib;
    }
    return keepsVolume(volume, interest, { snapshotIds, restoredGroups });
  });
  const servers = await kept(port.servers(signal), (server) => keepsServer(server, interest));
  const after = await port.reportedQuota(signal);
  const all: Counted = {
    ...counted,
    groups: groups.looked,
    volumeGib: gib.volumes,
    snapshotGib: gib.snapshots,
  };
  return {
    scan: {
      cloud,
      setIds,
      groups: groups.kept,
      sets: sets.kept,
      snapshots: snapshots.kept,
      volumes: volumes.kept,
      servers: servers.kept,
    },
    quota: { before, after, counted: all },
    looked: {
      sets: sets.looked,
      snapshots: snapshots.looked,
      groups: groups.looked,
      volumes: volumes.looked,
      servers: servers.looked,
    },
  };
}

async function kept<T>(
  pages: Pages<T>,
  keeps: (one: T) => boolean,
): Promise<{ readonly kept: readonly T[]; readonly looked: number }> {
  const found: T[] = [];
  let looked = 0;
  for await (const page of pages)
    for (const one of page) {
      looked += 1;
      if (keeps(one)) found.push(one);
    }
  return { kept: found, looked };
}
