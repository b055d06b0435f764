import type { BootCloudPort, BootedServer } from "#workflows/boot-cloud-port.ts";
import { application } from "./restore-house.ts";
import { type SimpleCloud, simpleCloud } from "./simple-cloud.ts";

export interface CloudWithNova extends SimpleCloud {
  readonly servers: Map<string, BootedServer>;
}

/** Where restored volumes are read by a server that is booted for it. */
export const booting = {
  ...application,
  restore: { boot: { flavor: "recovery", image: "recovery", networks: "none" as const } },
};

/** A simple cloud that also boots servers: they are ACTIVE at once, and have a console from then on. */
export function cloudWithNova(): CloudWithNova {
  const cloud = simpleCloud();
  const { volumes, asked, faults } = cloud;
  const servers = new Map<string, BootedServer>();
  const port: BootCloudPort = {
    isolatedNetworks: [],
    flavor: async (name) => ({ value: { id: "2", name, cores: 1, ramMib: 512, diskGib: 10 } }),
    image: async (name) => ({
      value: {
        id: "image-1",
        name,
        status: "active",
        minDiskGib: 2,
        minRamMib: 0,
        postgresql: [15],
        glibc: "2.36",
      },
    }),
    network: async (name) => ({ unread: `no network ${name}` }),
    bootQuota: async () => ({ unread: "not in this cloud" }),
    createServer: async ({ name, metadata, volumes: disks }) => {
      await faults.before?.(`boot ${name}`);
      const wanted = disks.map(({ volumeId }) => volumes.get(volumeId));
      if (wanted.some((volume) => volume === undefined || volume.attachments.length > 0))
        return { kind: "refused", reason: "a volume is in use" };
      asked.push(`boot ${name}`);
      const id = `server-${servers.size + 1}-${asked.length}`;
      servers.set(id, { id, name, status: "ACTIVE", metadata });
      for (const volume of wanted)
        if (volume !== undefined)
          Object.assign(volume, { status: "in-use", attachments: [{ serverId: id, device: "/dev/vdb" }] });
      return faults.lost?.(`boot ${name}`) === true
        ? { kind: "unknown", reason: "the answer was lost" }
        : { kind: "created", id };
    },
    serverById: async (id) => servers.get(id),
    serversNamed: async (name) => [...servers.values()].filter((server) => server.name === name),
    consoleOf: async (id) => (servers.has(id) ? "" : undefined),
    deleteServer: async (id) => {
      await faults.before?.(`delete ${id}`);
      asked.push(`delete ${id}`);
      if (!servers.delete(id)) return "gone";
      for (const volume of volumes.values())
        if (volume.attachments.some(({ serverId }) => serverId === id))
          Object.assign(volume, { status: "available", attachments: [] });
      return "deleted";
    },
  };
  return { ...cloud, port: { ...cloud.port, ...port }, servers };
}
