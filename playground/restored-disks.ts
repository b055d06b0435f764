import type { SimulatedApplication } from "./applications.ts";
import type { Volume } from "./cloud/rows.ts";
import type { ControlClient } from "./control-client.ts";
import type { AttachedDisks, RestoredDatabase, RestoredDisk } from "./guest/recovery/seed.ts";
import type { GuestSeed } from "./guest/seed.ts";
import { guestSeeds, uuidOf } from "./world-seed.ts";

/** What a server sees of the restored volumes that are attached to it: each a copy of a volume of some application. */
export function restoredDisks(
  control: Pick<ControlClient, "volumes" | "groupSnapshots">,
  applications: readonly SimulatedApplication[],
  serverId: string,
): AttachedDisks {
  const originals = originalsOf(applications);
  return async (volumeId) => {
    const volume = (await control.volumes()).find(({ id }) => id === volumeId);
    const attachment = volume?.attachments.find((one) => one.serverId === serverId);
    if (volume === undefined || attachment === undefined) return undefined;
    const snapshots = (await control.groupSnapshots()).flatMap(({ members }) => members);
    const source = snapshots.find(({ id }) => id === volume.snapshotId)?.volumeId;
    const original = source === undefined ? undefined : originals.get(source);
    if (original === undefined) return undefined;
    return {
      volumeId,
      device: attachment.device,
      ...original,
      content: contentOf(volume),
      writtenAt: volume.writtenAt,
    };
  };
}

type Original = Omit<RestoredDisk, "volumeId" | "device" | "content" | "writtenAt">;

/** By the id of the volume that was copied. */
function originalsOf(applications: readonly SimulatedApplication[]): ReadonlyMap<string, Original> {
  const guests = guestSeeds(applications);
  const all = applications.flatMap(({ volumes }) =>
    volumes.map(({ role, name, server }): [string, Original] => {
      const guest = guests.find((one) => one.server === server);
      const database = role === "data" ? databaseOf(guest) : undefined;
      const id = uuidOf(`volume ${name}`);
      return [id, { ...fileSystem(guest, id), ...(database && { database }) }];
    }),
  );
  return new Map(all);
}

function databaseOf(guest: GuestSeed | undefined): RestoredDatabase | undefined {
  const [cluster] = guest?.clusters ?? [];
  if (cluster !== undefined) return { ...cluster, checksums: true };
  const [mariadb] = guest?.mariadbs ?? [];
  if (mariadb === undefined) return undefined;
  const { version, paths } = mariadb;
  return { kind: "mariadb", version, systemId: "", data: paths[0] ?? "", checksums: true };
}

/** A copy has the UUID of its original. */
function fileSystem(guest: GuestSeed | undefined, id: string): Pick<RestoredDisk, "fsType" | "fsUuid"> {
  const mount = guest?.mounts.find(({ volumeId }) => volumeId === id);
  return { fsType: mount?.fsType ?? "", fsUuid: mount?.fsUuid ?? "" };
}

const contentOf = ({ hollow, content }: Volume): number | undefined =>
  hollow === true ? undefined : content;
