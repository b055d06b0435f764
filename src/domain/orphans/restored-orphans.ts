import type { CloudScan, SeenGroup, SeenServer, SeenVolume } from "./cloud-scan.ts";
import type { KnownWorld } from "./known-world.ts";
import { type Orphan, type OrphanClass, orphan, orphanId } from "./orphan.ts";
import { protectedBy } from "./protected-by.ts";
import type { RestoredThings } from "./prove-restored.ts";
import type { Related } from "./related.ts";

interface About {
  readonly of: OrphanClass;
  readonly why: string;
  readonly scan: CloudScan;
  readonly known: KnownWorld;
  readonly related: Related;
  readonly things: RestoredThings;
}

/** What is there of a restore, each thing as an orphan of its own, with what has to go before it. */
export function restoredOrphans(about: About): Orphan[] {
  const { things } = about;
  const single = things.volumes.filter(({ groupId }) => groupId === undefined);
  return [
    ...things.servers.map((server) => serverOrphan(server, about)),
    ...single.flatMap((volume) => volumeOrphans(volume, about)),
    ...things.groups.flatMap((group) => groupOrphans(group, about)),
    ...things.volumes
      .filter(({ groupId }) => groupId !== undefined && !things.groups.some(({ id }) => id === groupId))
      .map((volume) =>
        volumeOrphan(volume, about, `it is in group ${volume.groupId}, which is not the restore's`),
      ),
  ];
}

const provedBy = ({ things, why }: About): string[] => [
  `restore ${things.restore.id} (from ${things.restore.point}) is on record, and its run is over`,
  why,
];

function serverOrphan(server: SeenServer, about: About): Orphan {
  const { scan, known, things, of } = about;
  return orphan({
    class: of,
    kind: "server",
    cloud: scan.cloud,
    application: things.restore.application,
    thing: server.id,
    name: server.name,
    status: server.status,
    runId: things.restore.id,
    gib: 0,
    by: "clean-up",
    proof: [...provedBy(about), "it bears the signed mark of that restore"],
    stays: protectedBy([server], known) ?? servesOthers(server, things),
    bound: [server.status, server.metadata, server.volumeIds.toSorted()],
  });
}

/** Somebody has attached a volume of their own, which would be torn off in the middle of a write. */
function servesOthers({ id, volumeIds }: SeenServer, { volumes }: RestoredThings): string | undefined {
  const ours = new Set(volumes.map((volume) => volume.id));
  const others = volumeIds.filter((one) => !ours.has(one)).map((one) => ({ id: one }));
  return others.length === 0 ? undefined : `${id} uses ${list(others)}, which is not the restore's`;
}

/** A volume, and first its attachment to the server that it was read on. */
function volumeOrphans(volume: SeenVolume, about: About): Orphan[] {
  const found = volumeOrphan(volume, about);
  return [...attachments(volume, about, found.stays), found];
}

function volumeOrphan(volume: SeenVolume, about: About, strange?: string): Orphan {
  const { scan, known, things, of } = about;
  const stays = strange ?? protectedBy([volume], known) ?? inUse(volume, about);
  const stuck = stays === undefined && !isFree(volume) && volume.servers.length === 0;
  return orphan({
    class: of,
    kind: "volume",
    cloud: scan.cloud,
    application: things.restore.application,
    thing: volume.id,
    name: volume.name,
    status: volume.status,
    runId: things.restore.id,
    gib: volume.gib,
    by: stuck ? "administrator" : "clean-up",
    proof: [...provedBy(about), `it was made from member snapshot ${volume.snapshotId} of that point`],
    stays,
    commands: stuck
      ? [
          `openstack volume set --state error ${volume.id}   # as an administrator, if it stays ${volume.status}`,
          `openstack volume delete ${volume.id}`,
        ]
      : [],
    after: before(volume, about),
    bound: [
      steady(volume.status),
      volume.snapshotId,
      volume.groupId,
      volume.metadata,
      foreignServers(volume, about),
    ],
  });
}

function groupOrphans(group: SeenGroup, about: About): Orphan[] {
  const { scan, known, related, things, of } = about;
  const inside = related.inGroup(group.id);
  const others = inside.filter((volume) => !things.volumes.includes(volume));
  const sets = related.setsOf(group.id);
  const stays =
    protectedBy([group, ...inside], known) ??
    (others.length > 0 ? `it holds ${list(others)}, which is not the restore's` : undefined) ??
    (sets.length > 0 ? `it has group snapshots: ${list(sets)}` : undefined) ??
    inside.map((volume) => inUse(volume, about)).find((one) => one !== undefined);
  const found = orphan({
    class: of,
    kind: "group",
    cloud: scan.cloud,
    application: things.restore.application,
    thing: group.id,
    name: group.name,
    status: group.status,
    runId: things.restore.id,
    gib: inside.reduce((sum, { gib }) => sum + gib, 0),
    objects: 1 + inside.length,
    by: group.status === "deleting" ? "administrator" : "clean-up",
    proof: [...provedBy(about), `it was made from group snapshot ${group.groupSnapshotId} of that point`],
    stays,
    commands:
      group.status === "deleting"
        ? [`cinder reset-state --type group --state error ${group.id}   # as an administrator`]
        : [],
    after: inside.flatMap((volume) => before(volume, about)),
    bound: [
      group.status,
      group.groupSnapshotId,
      inside
        .map((volume) => [
          volume.id,
          volume.name,
          steady(volume.status),
          volume.metadata,
          foreignServers(volume, about),
        ])
        .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
    ],
  });
  return [...inside.flatMap((volume) => attachments(volume, about, stays)), found];
}

function attachments(volume: SeenVolume, { scan, things, of, ...about }: About, stays?: string): Orphan[] {
  const { restore } = things;
  return volume.servers
    .filter((server) => server !== "" && server === restore.recoveryServer)
    .map((server) =>
      orphan({
        class: of,
        kind: "attachment",
        cloud: scan.cloud,
        application: restore.application,
        thing: volume.id,
        name: `${volume.name || volume.id} on ${server}`,
        status: volume.status,
        server,
        runId: restore.id,
        gib: 0,
        by: "clean-up",
        proof: [
          ...provedBy({ ...about, scan, things, of }),
          "its plan has attached it to that recovery server",
        ],
        stays,
        bound: [steady(volume.status), volume.snapshotId, volume.metadata],
      }),
    );
}

/** What has to be gone before a volume can go: its attachments, and the server that was booted with it. */
function before({ id, servers }: SeenVolume, { scan, things }: About): string[] {
  const booted = things.servers.map((server) => server.id);
  return servers.flatMap((server) => {
    if (booted.includes(server)) return [orphanId(scan.cloud, "server", server)];
    return server === things.restore.recoveryServer ? [orphanId(scan.cloud, "attachment", id, server)] : [];
  });
}

/** Servers that the restore itself has not attached it to: somebody has taken it into use. */
function foreignServers({ servers }: SeenVolume, { things }: About): string[] {
  const ours = [things.restore.recoveryServer, ...things.servers.map(({ id }) => id)];
  return servers.filter((server) => !ours.includes(server)).sort();
}

function inUse(volume: SeenVolume, about: About): string | undefined {
  const servers = foreignServers(volume, about);
  if (servers.length > 0)
    return `${volume.id} is attached to ${servers.map((id) => id || "a host").join(", ")}`;
  const snapshots = about.related.snapshotsOf(volume.id);
  if (snapshots.length > 0) return `${volume.id} has snapshots: ${list(snapshots)}`;
  return busy.has(volume.status) ? `${volume.id} is ${volume.status}` : undefined;
}

/** A volume that is detached by the same clean-up is not another one by that. */
const steady = (status: string): string =>
  status === "in-use" || status === "detaching" ? "available" : status;

/** Somebody does something with it. */
const busy: ReadonlySet<string> = new Set([
  "awaiting-transfer",
  "backing-up",
  "downloading",
  "extending",
  "maintenance",
  "migrating",
  "restoring-backup",
  "retyping",
  "reverting",
  "uploading",
]);

/** Cinder deletes a volume in these alone (cinder/volume/api.py, delete). */
const isFree = ({ status }: SeenVolume): boolean => status === "available" || status === "error";

const list = (things: readonly { readonly id: string }[]): string => {
  const named = things.slice(0, NAMED).map(({ id }) => id);
  return `${named.join(", ")}${things.length > NAMED ? " …" : ""}`;
};

const NAMED = 5;
