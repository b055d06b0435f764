import type { Group, Server, User, Volume } from "../../../playground/cloud/rows.ts";
import type { CloudSeed } from "../../../playground/cloud/seed.ts";
import type { Exchange } from "./exchange.ts";

/** Two installations were recorded; everything that is not made in a scenario has these ids. */
interface Lab {
  readonly demo: string;
  readonly admin: string;
  readonly bot: string;
  readonly consistent: string;
  readonly plain: string;
  readonly legacy: string;
  readonly atomic: string;
  readonly generic: string;
  readonly untyped: string;
}

const first: Lab = {
  demo: "c845418dfba142fe9560893582ec7bd9",
  admin: "30bf4848b5fb4756aab81537134e88bf",
  bot: "3f506e0a23a84141b1624e1a274eb92d",
  consistent: "77eaa104-14fb-4710-8593-863eb3cc4ccd",
  plain: "713ae54e-f4c4-4eb1-a185-a7f07e1f5954",
  legacy: "9b332fbe-16d9-442b-801a-fef2c5e88702",
  atomic: "584f2d66-81c2-489d-bd2b-42d1d6cefa67",
  generic: "7744d403-34b2-4723-b848-ad7a11084229",
  untyped: "fe8afed2-ab7b-4449-bb51-8351822be46e",
};

const second: Lab = {
  demo: "6f022d53ff6f4992a5fa3458b6d7eb1e",
  admin: "eeda4d7ca90c4cce9f67e4a2513369d8",
  bot: "31a8b46eb7fe4906bb646d51850fd798",
  consistent: "d86c719b-58fd-49e5-aacc-b3d9eb804111",
  plain: "00000000-0000-4000-8000-000000000001",
  legacy: "00000000-0000-4000-8000-000000000002",
  atomic: "f56aa578-7b6e-476f-b72d-9154b096971c",
  generic: "00000000-0000-4000-8000-000000000003",
  untyped: "00000000-0000-4000-8000-000000000004",
};

export interface SeedExtras {
  /** Groups that no recorded answer shows: id → how many volumes, on which pool. */
  readonly groups?: Readonly<
    Record<string, { readonly volumes: number; readonly pool: "atomic" | "generic" }>
  >;
  /** Of Glance: Nova's answers show an image's id alone. */
  readonly images?: CloudSeed["images"];
  readonly quota?: Readonly<Record<string, number>>;
  /** How far Cinder's figures are off before the first request. */
  readonly drift?: Readonly<Record<string, number>>;
}

/** The state before a scenario: what its recorded answers show of groups, volumes and servers. */
export function labSeed(exchanges: readonly Exchange[], extras: SeedExtras = {}): CloudSeed {
  const lab = [second.demo, second.bot].some((id) => JSON.stringify(exchanges).includes(id)) ? second : first;
  const specs = { consistent_group_snapshot_enabled: "<is> True" };
  const groups = [...groupsIn(exchanges, lab), ...extraGroups(lab, extras)];
  const pool = { vendor: "Lab", driverVersion: "1.0", protocol: "local" };
  const servers = serversIn(exchanges);
  return {
    projects: [
      { id: lab.demo, name: "demo" },
      { id: lab.admin, name: "admin" },
    ],
    users: users(lab),
    applicationCredentials:
      lab === second
        ? []
        : [
            {
              id: "0dda142268b24932b17ed57d7a76a25a",
              name: "bot-4fd9c5",
              secret: "***",
              userId: lab.bot,
              projectId: lab.demo,
              roles: ["member"],
            },
          ],
    groupTypes: [
      { id: lab.consistent, name: "consistent", description: null, specs },
      { id: lab.plain, name: "plain", description: null, specs: {} },
      {
        id: lab.legacy,
        name: "default_cgsnapshot_type",
        description: "Default group type for migrating cgsnapshot",
        specs,
      },
    ],
    volumeTypes: [
      { id: lab.generic, name: "generic", description: null, extraSpecs: { volume_backend_name: "generic" } },
      {
        id: lab.atomic,
        name: "atomic",
        description: null,
        extraSpecs: { volume_backend_name: "atomic", ...specs },
      },
      { id: lab.untyped, name: "__DEFAULT__", description: "Default Volume Type", extraSpecs: {} },
    ],
    pools: [
      { ...pool, name: "lab@atomic#pool", kind: "atomic", copyMs: 5 },
      { ...pool, name: "lab@generic#pool", kind: "looping", copyMs: 5 },
    ],
    groups,
    volumes: withMentioned(exchanges, lab, [...volumesIn(exchanges, lab), ...extraVolumes(lab, extras)]),
    ...(servers.length > 0 && { servers: servers.filter(isNotBooted) }),
    flavors: [{ id: "tiny", name: "tiny", vcpus: 1, ram: 128, disk: 1 }],
    ...(extras.images !== undefined && { images: extras.images }),
    quotas: { [lab.demo]: extras.quota ?? {} },
    quotaDrift: { [lab.demo]: extras.drift ?? {} },
    diskPrefix: "sd",
    blockStorageTypes: ["volumev3"],
  };
}

const users = (lab: Lab): User[] => [
  { id: lab.bot, name: "bot", password: "***", roles: { [lab.demo]: ["member", "reader"] } },
  {
    id: "0000000000000000000000000000000a",
    name: "admin",
    password: "***",
    roles: { [lab.admin]: ["member", "admin", "reader"] },
  },
];

/** Every object in a recorded answer under one of these keys. */
function found(
  exchanges: readonly Exchange[],
  ...keys: readonly string[]
): Map<string, Record<string, unknown>> {
  const rows = new Map<string, Record<string, unknown>>();
  for (const { response } of exchanges) {
    for (const [key, value] of Object.entries(response.body ?? {})) {
      if (!keys.includes(key)) continue;
      for (const row of [value].flat() as Record<string, unknown>[]) {
        const id = String(row.id);
        if ("status" in row) rows.set(id, { ...row, ...rows.get(id) });
      }
    }
  }
  return rows;
}

/** What a scenario makes itself is not there before. */
const isNotRestored = ([, row]: readonly [string, Record<string, unknown>]): boolean =>
  (row.snapshot_id ?? row.group_snapshot_id ?? null) === null;

const isNotBooted = ({ name }: Server): boolean => !name.startsWith("ffr/");

const text = (row: Record<string, unknown>, key: string): string => String(row[key]);
const time = (row: Record<string, unknown>, key: string): number =>
  Date.parse(`${text(row, key).slice(0, 19)}Z`);

const groupsIn = (exchanges: readonly Exchange[], lab: Lab): Group[] =>
  [...found(exchanges, "group", "groups")].filter(isNotRestored).map(([id, row]) => ({
    id,
    name: text(row, "name"),
    description: row.description === null ? null : text(row, "description"),
    status: text(row, "status"),
    groupTypeId: text(row, "group_type"),
    volumeTypeIds: row.volume_types as string[],
    projectId: lab.demo,
    createdAt: time(row, "created_at"),
  }));

function extraGroups(lab: Lab, { groups = {} }: SeedExtras): Group[] {
  return Object.entries(groups).map(([id, { pool }]) => ({
    id,
    name: id,
    description: null,
    status: "available",
    groupTypeId: pool === "atomic" ? lab.consistent : lab.plain,
    volumeTypeIds: [lab[pool]],
    projectId: lab.demo,
    createdAt: 0,
  }));
}

function volumesIn(exchanges: readonly Exchange[], lab: Lab): Volume[] {
  return [...found(exchanges, "volume", "volumes")].filter(isNotRestored).map(([id, row]) => {
    const pool = row.volume_type === "generic" ? "generic" : "atomic";
    const attachments = row.attachments as Record<string, unknown>[];
    return {
      ...blank(lab, pool),
      id,
      name: row.name === null ? null : text(row, "name"),
      status: text(row, "status"),
      size: Number(row.size),
      groupId: membership(exchanges, id),
      serviceUuid: serviceOf(exchanges, id),
      createdAt: time(row, "created_at"),
      updatedAt: time(row, "updated_at"),
      attachments: attachments.map((attachment) => ({
        attachmentId: text(attachment, "attachment_id"),
        serverId: text(attachment, "server_id"),
        device: text(attachment, "device"),
        attachedAt: time(attachment, "attached_at"),
      })),
    };
  });
}

/** Adds volumes that are known only as members of a group or as disks of a server. */
function withMentioned(exchanges: readonly Exchange[], lab: Lab, known: readonly Volume[]): Volume[] {
  const ids = new Set(known.map(({ id }) => id));
  const members = [...found(exchanges, "group")].filter(isNotRestored).flatMap(([groupId, row]) => {
    const pool: "atomic" | "generic" = row.group_type === lab.plain ? "generic" : "atomic";
    return ((row.volumes ?? []) as string[]).map((id) => ({ ...blank(lab, pool), id, groupId }));
  });
  const disks = [...found(exchanges, "server", "servers")].flatMap(([serverId, row]) =>
    (row["os-extended-volumes:volumes_attached"] as { id: string }[]).map(({ id }) => ({
      ...blank(lab, "atomic"),
      id,
      attachments: [{ attachmentId: id, serverId, device: "/dev/vdb", attachedAt: 0 }],
    })),
  );
  return [...known, ...[...members, ...disks].filter(({ id }) => !ids.has(id))];
}

/** From whichever answer has the field: old microversions leave it out. */
function membership(exchanges: readonly Exchange[], id: string): string | null {
  const match = new RegExp(`"id":"${id}"[^{}]*?"metadata".*?"group_id":"([^"]+)"`).exec(
    JSON.stringify(exchanges),
  );
  return match?.[1] ?? null;
}

function serviceOf(exchanges: readonly Exchange[], id: string): string {
  const match = new RegExp(`"id":"${id}"[^{}]*?"metadata".*?"service_uuid":"([^"]+)"`).exec(
    JSON.stringify(exchanges),
  );
  return match?.[1] ?? "00000000-0000-4000-8000-000000000005";
}

const blank = (lab: Lab, pool: "atomic" | "generic"): Omit<Volume, "id"> => ({
  name: null,
  status: "available",
  size: 1,
  volumeTypeId: lab[pool],
  groupId: null,
  host: `lab@${pool}#pool`,
  projectId: lab.demo,
  userId: lab.bot,
  serviceUuid: "00000000-0000-4000-8000-000000000005",
  createdAt: 0,
  updatedAt: 0,
  multiattach: false,
  encrypted: false,
  attachments: [],
  metadata: {},
  content: 0,
});

function extraVolumes(lab: Lab, { groups = {} }: SeedExtras): Volume[] {
  return Object.entries(groups).flatMap(([groupId, { volumes, pool }]) =>
    Array.from({ length: volumes }, (_, index) => ({
      ...blank(lab, pool),
      id: `${groupId.slice(0, 24)}${String(index).padStart(12, "0")}`,
      groupId,
    })),
  );
}

const serversIn = (exchanges: readonly Exchange[]): Server[] =>
  [...found(exchanges, "server", "servers")].map(([id, row]) => ({
    id,
    name: text(row, "name"),
    status: text(row, "status"),
    projectId: text(row, "tenant_id"),
    userId: text(row, "user_id"),
    imageId: (row.image as { id: string }).id,
    powerState: Number(row["OS-EXT-STS:power_state"]),
    createdAt: time(row, "created"),
    metadata: row.metadata as Record<string, string>,
  }));
