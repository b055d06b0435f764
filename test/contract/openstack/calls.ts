import { z } from "zod";
import {
  createGroupSnapshot,
  deleteGroupSnapshot,
  listGroupSnapshots,
  showGroupSnapshot,
  touchGroupSnapshots,
} from "#openstack/block-storage/group-snapshots.ts";
import { listGroupTypes, showGroupType } from "#openstack/block-storage/group-types.ts";
import {
  createGroup,
  createGroupFromSnapshot,
  deleteGroup,
  listGroups,
  showGroup,
} from "#openstack/block-storage/groups.ts";
import { listPools } from "#openstack/block-storage/pools.ts";
import { showQuotaSet } from "#openstack/block-storage/quota-sets.ts";
import { listSnapshots, showSnapshot } from "#openstack/block-storage/snapshots.ts";
import { listVolumeTypes } from "#openstack/block-storage/volume-types.ts";
import {
  createVolume,
  deleteVolume,
  listVolumes,
  mergeVolumeMetadata,
  renameVolume,
  showVolume,
} from "#openstack/block-storage/volumes.ts";
import { listServers, showServer } from "#openstack/compute/servers.ts";
import { attachVolume, detachVolume, listVolumeAttachments } from "#openstack/compute/volume-attachments.ts";
import type { CallOptions, ServiceClient } from "#openstack/service-client.ts";
import type { Recording } from "./recordings.ts";

/** One call of ours and the recorded exchanges that it stands for. */
export interface Call {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly service?: "compute";
  /** The microversion that it asks for, where it is not the service's usual one. */
  readonly version?: string;
  /** The recorded request is one that we would send as well, so that ours must equal it. */
  readonly alike?: (recording: Recording) => boolean;
  /** Makes the call with what the recorded request was about. */
  act(client: ServiceClient, recording: Recording, options: CallOptions): Promise<unknown>;
}

const last = (recording: Recording) => recording.path.split("/").at(-1) ?? "";
const plain = ({ query }: Recording) => Object.keys(query).length === 0;

const NewGroupSnapshot = z.object({
  group_snapshot: z.object({
    group_id: z.string().default("g"),
    name: z.string().default("n"),
    description: z.string().default("d"),
  }),
});
const NewGroup = z.object({
  group: z.object({
    name: z.string(),
    description: z.string().optional(),
    group_type: z.string(),
    volume_types: z.array(z.string()),
  }),
});
const NewVolume = z.object({
  volume: z.object({
    name: z.string(),
    description: z.string().optional(),
    size: z.number(),
    volume_type: z.string().default("t"),
    group_id: z.string().optional(),
    snapshot_id: z.string().optional(),
    availability_zone: z.string().optional(),
    metadata: z.record(z.string(), z.string()).optional(),
  }),
});
const FromSource = z.object({
  "create-from-src": z.object({
    name: z.string(),
    description: z.string().optional(),
    group_snapshot_id: z.string(),
  }),
});
const Renamed = z.object({ volume: z.object({ name: z.string() }) });
const Metadata = z.object({ metadata: z.record(z.string(), z.string()) });
const Attach = z.object({ volumeAttachment: z.object({ volumeId: z.string() }) });
const Delete = z.object({ delete: z.object({ "delete-volumes": z.boolean() }) });
const hasKeys = (recording: Recording, resource: string, keys: readonly string[]): boolean => {
  const body = z.record(z.string(), z.record(z.string(), z.unknown())).parse(recording.request.body);
  return (
    Object.keys(body[resource] ?? {})
      .sort()
      .join() === [...keys].sort().join()
  );
};

export const calls: readonly Call[] = [
  {
    name: "list group snapshots",
    method: "GET",
    path: /^\/group_snapshots\/detail$/,
    alike: ({ query }) => Object.keys(query).join() === "group_id",
    act: (client, { query }, options) =>
      listGroupSnapshots(client, query.group_id === undefined ? {} : { group_id: query.group_id }, options),
  },
  {
    name: "touch group snapshots",
    method: "GET",
    path: /^\/group_snapshots$/,
    act: (client, _, options) => touchGroupSnapshots(client, options),
  },
  {
    name: "show group snapshot",
    method: "GET",
    path: /^\/group_snapshots\/[^/]{36}$/,
    alike: plain,
    act: (client, recording, options) => showGroupSnapshot(client, last(recording), options),
  },
  {
    name: "create group snapshot",
    method: "POST",
    path: /^\/group_snapshots$/,
    alike: (recording) => hasKeys(recording, "group_snapshot", ["group_id", "name", "description"]),
    act: (client, { request }, options) => {
      const { group_id: groupId, name, description } = NewGroupSnapshot.parse(request.body).group_snapshot;
      return createGroupSnapshot(client, { groupId, name, description }, options);
    },
  },
  {
    name: "delete group snapshot",
    method: "DELETE",
    path: /^\/group_snapshots\/[^/]{36}$/,
    alike: plain,
    act: (client, recording, options) => deleteGroupSnapshot(client, last(recording), options),
  },
  {
    name: "list groups",
    method: "GET",
    path: /^\/groups(\/detail)?$/,
    alike: (recording) => plain(recording) && recording.path.endsWith("/detail"),
    act: (client, _, options) => listGroups(client, {}, options),
  },
  {
    name: "show group",
    method: "GET",
    path: /^\/groups\/[^/]{36}$/,
    alike: plain,
    act: (client, recording, options) => showGroup(client, last(recording), options),
  },
  {
    name: "create group",
    method: "POST",
    path: /^\/groups$/,
    alike: ({ request }) => NewGroup.safeParse(request.body).success,
    act: (client, { request }, options) => {
      const {
        name,
        description,
        group_type: groupType,
        volume_types: volumeTypes,
      } = NewGroup.parse(request.body).group;
      return createGroup(
        client,
        { name, ...(description === undefined ? {} : { description }), groupType, volumeTypes },
        options,
      );
    },
  },
  {
    name: "create group from snapshot",
    method: "POST",
    path: /^\/groups\/action$/,
    alike: plain,
    act: (client, { request }, options) => {
      const { name, description, group_snapshot_id } = FromSource.parse(request.body)["create-from-src"];
      return createGroupFromSnapshot(
        client,
        { name, description, groupSnapshotId: group_snapshot_id },
        options,
      );
    },
  },
  {
    name: "delete group",
    method: "POST",
    path: /^\/groups\/[^/]{36}\/action$/,
    alike: plain,
    act: (client, { path, request }, options) =>
      deleteGroup(
        client,
        path.split("/")[2] ?? "",
        { withVolumes: Delete.parse(request.body).delete["delete-volumes"] },
        options,
      ),
  },
  {
    name: "list group types",
    method: "GET",
    path: /^\/group_types$/,
    alike: plain,
    act: (client, _, options) => listGroupTypes(client, options),
  },
  {
    name: "show group type",
    method: "GET",
    path: /^\/group_types\/[^/]{36}$/,
    alike: plain,
    act: (client, recording, options) => showGroupType(client, last(recording), options),
  },
  {
    name: "list volume types",
    method: "GET",
    path: /^\/types$/,
    alike: plain,
    act: (client, _, options) => listVolumeTypes(client, { all: false }, options),
  },
  {
    name: "list volumes",
    method: "GET",
    path: /^\/volumes(\/detail)?$/,
    alike: ({ path }) => path.endsWith("/detail"),
    act: (client, { query: { group_id, name } }, options) =>
      listVolumes(
        client,
        { ...(group_id === undefined ? {} : { group_id }), ...(name === undefined ? {} : { name }) },
        options,
      ),
  },
  {
    name: "show volume",
    method: "GET",
    path: /^\/volumes\/[^/]{36}$/,
    alike: plain,
    act: (client, recording, options) => showVolume(client, last(recording), options),
  },
  {
    name: "create volume",
    method: "POST",
    path: /^\/volumes$/,
    alike: (recording) =>
      hasKeys(recording, "volume", ["name", "size", "volume_type", "group_id"]) ||
      hasKeys(recording, "volume", ["name", "description", "size", "snapshot_id", "volume_type", "metadata"]),
    act: (client, { request }, options) => {
      const { volume } = NewVolume.parse(request.body);
      return createVolume(
        client,
        {
          name: volume.name,
          description: volume.description,
          size: volume.size,
          volumeType: volume.volume_type,
          groupId: volume.group_id,
          snapshotId: volume.snapshot_id,
          availabilityZone: volume.availability_zone,
          metadata: volume.metadata,
        },
        options,
      );
    },
  },
  {
    name: "rename volume",
    method: "PUT",
    path: /^\/volumes\/[^/]{36}$/,
    alike: plain,
    act: (client, recording, options) =>
      renameVolume(client, last(recording), Renamed.parse(recording.request.body).volume.name, options),
  },
  {
    name: "merge volume metadata",
    method: "POST",
    path: /^\/volumes\/[^/]{36}\/metadata$/,
    alike: plain,
    act: (client, { path, request }, options) =>
      mergeVolumeMetadata(client, path.split("/")[2] ?? "", Metadata.parse(request.body).metadata, options),
  },
  {
    name: "delete volume",
    method: "DELETE",
    path: /^\/volumes\/[^/]{36}$/,
    alike: plain,
    act: (client, recording, options) => deleteVolume(client, last(recording), options),
  },
  {
    name: "list snapshots",
    method: "GET",
    path: /^\/snapshots\/detail$/,
    alike: ({ query }) => query.group_snapshot_id === undefined,
    act: (client, { query }, options) =>
      listSnapshots(client, query.volume_id === undefined ? {} : { volume_id: query.volume_id }, options),
  },
  {
    name: "show snapshot",
    method: "GET",
    path: /^\/snapshots\/[^/]{36}$/,
    alike: plain,
    act: (client, recording, options) => showSnapshot(client, last(recording), options),
  },
  {
    name: "show quota set",
    method: "GET",
    path: /^\/os-quota-sets\/[^/]+$/,
    alike: () => true,
    act: (client, recording, options) => showQuotaSet(client, last(recording), options),
  },
  {
    name: "list pools",
    method: "GET",
    path: /^\/scheduler-stats\/get_pools$/,
    alike: () => true,
    act: (client, _, options) => listPools(client, options),
  },
  {
    name: "list servers",
    method: "GET",
    path: /^\/servers\/detail$/,
    service: "compute",
    act: (client, _, options) => listServers(client, { name: "shop-1" }, options),
  },
  {
    name: "show server",
    method: "GET",
    path: /^\/servers\/[^/]{36}$/,
    service: "compute",
    alike: plain,
    act: (client, recording, options) => showServer(client, last(recording), options),
  },
  {
    name: "list volume attachments",
    method: "GET",
    path: /^\/servers\/[^/]{36}\/os-volume_attachments$/,
    service: "compute",
    alike: plain,
    act: (client, { path }, options) => listVolumeAttachments(client, path.split("/")[2] ?? "", options),
  },
  {
    name: "attach volume",
    method: "POST",
    path: /^\/servers\/[^/]{36}\/os-volume_attachments$/,
    service: "compute",
    version: "compute 2.60",
    alike: plain,
    act: (client, { path, request }, options) => {
      const { volumeId } = Attach.parse(request.body).volumeAttachment;
      return attachVolume(client, path.split("/")[2] ?? "", volumeId, options);
    },
  },
  {
    name: "detach volume",
    method: "DELETE",
    path: /^\/servers\/[^/]{36}\/os-volume_attachments\/[^/]{36}$/,
    service: "compute",
    alike: plain,
    act: (client, recording, options) =>
      detachVolume(client, recording.path.split("/")[2] ?? "", last(recording), options),
  },
];
