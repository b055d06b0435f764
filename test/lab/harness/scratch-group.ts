import { randomBytes } from "node:crypto";
import { removeGroupSnapshots } from "./group-snapshots.ts";
import { guest } from "./guest.ts";
import type { Lab } from "./lab.ts";
import { expectStatus } from "./open-stack.ts";
import { until } from "./until.ts";

export interface ScratchOptions {
  /** A group type of the lab, or specs for one that is made for this group. */
  readonly groupType: "consistent" | "plain" | { readonly specs: Readonly<Record<string, string>> };
  readonly volumeType: "atomic" | "generic";
  /** Roles of its volumes, 1 GiB each. */
  readonly roles: readonly string[];
  /** Its volumes are bootable copies of this image. */
  readonly image?: { readonly id: string; readonly sizeGib: number };
  /** Attach all to this server and mount each in its guest at `/srv/<name of the volume>`, ext4. */
  readonly attachTo?: string;
}

export interface ScratchGroup extends AsyncDisposable {
  readonly id: string;
  readonly name: string;
  readonly groupType: string;
  readonly volumes: readonly ScratchVolume[];
}

export interface ScratchVolume {
  readonly role: string;
  readonly id: string;
  readonly name: string;
  readonly mount: string;
}

/** A group of a test's own. Disposing removes its group snapshots, attachments, volumes and group type too. */
export async function makeGroup(lab: Lab, options: ScratchOptions): Promise<ScratchGroup> {
  const name = `scratch-${randomBytes(4).toString("hex")}`;
  const groupType = await groupTypeOf(lab, options.groupType, name);
  const types = expectStatus(await lab.bot.cinder("GET", "/types"), 200).volume_types;
  const volumeType = types.find((type: { name: string }) => type.name === options.volumeType).id;
  const { group } = expectStatus(
    await lab.bot.cinder("POST", "/groups", {
      group: { name, group_type: groupType.id, volume_types: [volumeType] },
    }),
    202,
  );
  await reached(lab, `/groups/${group.id}`, "group", "available");
  const volumes = await Promise.all(
    options.roles.map((role) =>
      makeVolume(lab, `${name}-${role}`, options.volumeType, group.id, role, options.image),
    ),
  );
  if (options.attachTo !== undefined)
    for (const volume of volumes) await attach(lab, options.attachTo, volume);
  return {
    id: group.id,
    name,
    groupType: groupType.name,
    volumes,
    [Symbol.asyncDispose]: async () => {
      for (const volume of volumes) {
        if (options.attachTo !== undefined) await detach(lab, options.attachTo, volume);
      }
      await removeSnapshotsOf(lab, group.id);
      const action = { delete: { "delete-volumes": true } };
      expectStatus(await lab.bot.cinder("POST", `/groups/${group.id}/action`, action), 202);
      await gone(lab, `/groups/${group.id}`);
      if (groupType.own) expectStatus(await lab.admin.cinder("DELETE", `/group_types/${groupType.id}`), 202);
    },
  };
}

/** A volume that is in no group. Dispose of it when it is detached. */
export async function makeLooseVolume(
  lab: Lab,
  volumeType: "atomic" | "generic",
): Promise<ScratchVolume & AsyncDisposable> {
  const volume = await makeVolume(
    lab,
    `scratch-${randomBytes(4).toString("hex")}`,
    volumeType,
    undefined,
    "loose",
  );
  return {
    ...volume,
    [Symbol.asyncDispose]: async () => {
      expectStatus(await lab.bot.cinder("DELETE", `/volumes/${volume.id}`), 202);
      await gone(lab, `/volumes/${volume.id}`);
    },
  };
}

/** Attaches through Nova, makes ext4 and mounts it in the guest. */
export async function attach(lab: Lab, server: string, volume: ScratchVolume): Promise<void> {
  const disk = await plug(lab, server, volume);
  await guest(server).sh(`mkfs.ext4 -q ${disk} && mkdir -p ${volume.mount} && mount ${disk} ${volume.mount}`);
}

/** Attaches through Nova. The path of its disk in the guest. */
export async function plug(lab: Lab, server: string, { id }: ScratchVolume): Promise<string> {
  const path = `/servers/${serverId(lab, server)}/os-volume_attachments`;
  expectStatus(await lab.bot.nova("POST", path, { volumeAttachment: { volumeId: id } }), 200);
  await reached(lab, `/volumes/${id}`, "volume", "in-use");
  return `/dev/disk/by-id/virtio-${id.slice(0, 20)}`;
}

export async function unplug(lab: Lab, server: string, { id }: ScratchVolume): Promise<void> {
  const path = `/servers/${serverId(lab, server)}/os-volume_attachments/${id}`;
  expectStatus(await lab.bot.nova("DELETE", path), 202, 404);
  await reached(lab, `/volumes/${id}`, "volume", "available");
}

/** Unmounts and detaches; nothing is left mounted, even frozen. */
export async function detach(lab: Lab, server: string, volume: ScratchVolume): Promise<void> {
  await guest(server).sh(
    `if mountpoint -q ${volume.mount}; then fsfreeze -u ${volume.mount} 2>/dev/null || :; umount ${volume.mount}; fi`,
  );
  await unplug(lab, server, volume);
}

function serverId(lab: Lab, name: string): string {
  const server = lab.applications.flatMap((one) => one.servers).find((one) => one.server === name);
  if (server === undefined) throw new Error(`the lab has no server ${name}`);
  return server.id;
}

async function makeVolume(
  lab: Lab,
  name: string,
  type: string,
  group: string | undefined,
  role: string,
  image?: ScratchOptions["image"],
) {
  const { volume } = expectStatus(
    await lab.bot.cinder("POST", "/volumes", {
      volume: { name, size: image?.sizeGib ?? 1, volume_type: type, group_id: group, imageRef: image?.id },
    }),
    202,
  );
  await reached(lab, `/volumes/${volume.id}`, "volume", "available");
  return { role, id: volume.id as string, name, mount: `/srv/${name}` };
}

async function groupTypeOf({ admin }: Lab, wanted: ScratchOptions["groupType"], name: string) {
  if (typeof wanted === "string") {
    const { group_types } = expectStatus(await admin.cinder("GET", "/group_types"), 200);
    return {
      id: group_types.find((type: { name: string }) => type.name === wanted).id,
      name: wanted,
      own: false,
    };
  }
  const { group_type } = expectStatus(
    await admin.cinder("POST", "/group_types", { group_type: { name } }),
    202,
  );
  const specs = { group_specs: wanted.specs };
  expectStatus(await admin.cinder("POST", `/group_types/${group_type.id}/group_specs`, specs), 202);
  return { id: group_type.id as string, name, own: true };
}

async function removeSnapshotsOf(lab: Lab, groupId: string): Promise<void> {
  const { group_snapshots } = expectStatus(await lab.bot.cinder("GET", "/group_snapshots/detail"), 200);
  for (const one of group_snapshots) if (one.group_id === groupId) await removeGroupSnapshots(lab, one.name);
}

const reached = (lab: Lab, path: string, key: string, wanted: string) =>
  until(`${path} ${wanted}`, async () => {
    const { status } = expectStatus(await lab.bot.cinder("GET", path), 200)[key];
    if (status.startsWith("error") && !wanted.startsWith("error")) throw new Error(`${path} is ${status}`);
    return status === wanted ? true : undefined;
  });

const gone = (lab: Lab, path: string) =>
  until(`${path} gone`, async () => ((await lab.bot.cinder("GET", path)).status === 404 ? true : undefined));
