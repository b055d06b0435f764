import { randomUUID } from "node:crypto";
import type { Reply } from "./call.ts";
import { badRequest, notFound, Refusal } from "./refusal.ts";
import type { Attachment, Server, Volume } from "./rows.ts";
import type { CloudState } from "./state.ts";

export interface AttachmentCall {
  readonly state: CloudState;
  readonly server: Server;
  readonly volumes: readonly Volume[];
}

// nova 26.2.2 compute/api.py:5115 and :5245, check_instance_state
const attachable: readonly string[] = ["ACTIVE", "PAUSED", "SHUTOFF", "RESIZE", "VERIFY_RESIZE", "SHELVED"];

/** GET: what Nova keeps of a server's disks, those on their way included. nova 26.2.2 api/openstack/compute/volumes.py:289-320. */
export function listAttachments({ state, server }: AttachmentCall): Reply {
  const volumeAttachments = disksOf(state, server).map(([volume, { device }]) =>
    view(server, volume, device),
  );
  return { status: 200, body: { volumeAttachments } };
}

/**
 * POST: the volume is reserved before the answer, everything else comes after it, and nobody is told how it went.
 * nova 26.2.2 api/openstack/compute/volumes.py:356-420, compute/api.py:4954-5060.
 */
export function beginAttach(call: AttachmentCall, body: unknown): Reply {
  const { state, server, volumes } = call;
  const id = (body as { volumeAttachment?: { volumeId?: unknown } } | undefined)?.volumeAttachment?.volumeId;
  if (typeof id !== "string" || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
    throw badRequest(`Invalid input for field/attribute volumeId. Value: ${id}. '${id}' is not a 'uuid'`);
  }
  refuseState(server, "attach_volume");
  const volume = find(volumes, id);
  refuseVolume(volume);
  const device = nextDevice(state, server);
  const attachment = { attachmentId: randomUUID(), serverId: server.id, device, attachedAt: Date.now() };
  volume.status = "reserved";
  volume.reservedFor = attachment;
  state.background.start(() => connect(state, volume, attachment));
  return { status: 200, body: { volumeAttachment: view(server, volume, device) } };
}

/** DELETE. nova 26.2.2 api/openstack/compute/volumes.py:510-560, cinder 21.3.1 volume/api.py:793-811. */
export function beginDetach({ state, server, volumes }: AttachmentCall, volumeId: string): Reply {
  const volume = find(volumes, volumeId);
  if (!disksOf(state, server).some(([one]) => one === volume)) {
    throw notFound(`Instance ${server.id} is not attached to volume ${volumeId}`);
  }
  refuseState(server, "detach_volume");
  if (volume.status !== "in-use") {
    const why = "Volume status must be 'in-use' and attach_status must be 'attached' to detach.";
    throw fromCinder(`Unable to detach volume. ${why}`);
  }
  volume.status = "detaching";
  state.background.start(() => disconnect(state, server, volume));
  return { status: 202 };
}

/** At a server's creation, before the answer: nova 26.2.2 compute/api.py, `_validate_bdm` and `_check_attach_and_reserve_volume`. */
export function reserveForBoot(state: CloudState, server: Server, volume: Volume): void {
  // Cinder alone says no here, and Nova repeats it twice (compute/api.py, InvalidVolume of InvalidInput).
  if (volume.status !== "available") throw twice(notToBeReserved(volume));
  volume.status = "reserved";
  const device = nextDevice(state, server);
  volume.reservedFor = { attachmentId: randomUUID(), serverId: server.id, device, attachedAt: Date.now() };
}

export function connectAtBoot(state: CloudState, server: Server, volumes: readonly Volume[]): void {
  for (const volume of volumes) {
    if (volume.reservedFor === undefined) continue;
    volume.attachments = [...volume.attachments, { ...volume.reservedFor, attachedAt: Date.now() }];
    volume.reservedFor = undefined;
    volume.status = "in-use";
    volume.updatedAt = Date.now();
    state.events.add("attached", { volume: volume.id, server: server.id });
  }
}

/** When a server goes, or was never made: what it had is free. */
export function disconnectAll(state: CloudState, server: Server): void {
  for (const [volume] of disksOf(state, server)) {
    volume.reservedFor = undefined;
    volume.attachments = volume.attachments.filter(({ serverId }) => serverId !== server.id);
    volume.status = volume.attachments.length > 0 ? "in-use" : "available";
    volume.updatedAt = Date.now();
    state.events.add("detached", { volume: volume.id, server: server.id });
  }
}

function find(volumes: readonly Volume[], id: string): Volume {
  const volume = volumes.find((one) => one.id === id);
  if (volume === undefined) throw notFound(`Volume ${id} could not be found.`);
  return volume;
}

const view = (server: Server, { id }: Volume, device: string): unknown => ({
  id,
  volumeId: id,
  serverId: server.id,
  device,
});

const disksOf = (state: CloudState, server: Server): [Volume, Attachment][] =>
  [...state.volumes.values()].flatMap((volume) =>
    [...volume.attachments, ...(volume.reservedFor === undefined ? [] : [volume.reservedFor])]
      .filter(({ serverId }) => serverId === server.id)
      .map((attachment): [Volume, Attachment] => [volume, attachment]),
  );

function refuseState(server: Server, method: string): void {
  if (attachable.includes(server.status)) return;
  const message = `Cannot '${method}' instance ${server.id} while it is in vm_state ${server.status.toLowerCase()}`;
  throw new Refusal(409, { conflictingRequest: { code: 409, message } });
}

// nova 26.2.2 compute/api.py:4954-4985 (attached already), cinder 21.3.1 volume/api.py:2368-2430, :2460 (status)
function refuseVolume(volume: Volume): void {
  const held = [...volume.attachments, ...(volume.reservedFor === undefined ? [] : [volume.reservedFor])];
  if (held.length > 0 && !volume.multiattach) {
    const servers = held.map(({ serverId }) => serverId).join(" ");
    throw badRequest(`Invalid volume: volume ${volume.id} is already attached to instances: ${servers}`);
  }
  if (volume.status.startsWith("error")) {
    const why = "Volume attachments can not be created if the volume is in an error state.";
    throw fromCinder(`${why} The Volume ${volume.id} currently has a status of: ${volume.status} `);
  }
  const allowed = volume.multiattach ? ["available", "in-use"] : ["available"];
  if (!allowed.includes(volume.status)) {
    throw fromCinder(notToBeReserved(volume));
  }
}

function notToBeReserved({ id, status, multiattach }: Volume): string {
  const states = multiattach ? "available or in-use or downloading" : "available or downloading";
  return `Volume ${id} status must be ${states} to reserve, but the current status is ${status}.`;
}

const twice = (why: string): Refusal =>
  badRequest(
    `Invalid volume: Invalid input received: Invalid volume: ${why} (HTTP 400) (Request-ID: req-${randomUUID()})`,
  );

/** Cinder's words in Nova's mouth. */
const fromCinder = (why: string): Refusal =>
  badRequest(`Invalid input received: Invalid volume: ${why} (HTTP 400) (Request-ID: req-${randomUUID()})`);

/** The first free letter behind the root disk's. */
function nextDevice(state: CloudState, server: Server): string {
  const taken = new Set(disksOf(state, server).map(([, { device }]) => device));
  const letters = [..."bcdefghijklmnopqrstuvwxyz"].map((letter) => `/dev/${state.diskPrefix}${letter}`);
  return letters.find((device) => !taken.has(device)) ?? "";
}

/** nova-compute: connect, or put everything back. nova 26.2.2 compute/manager.py, _attach_volume. */
async function connect(state: CloudState, volume: Volume, attachment: Attachment): Promise<void> {
  await state.background.sleep(10);
  const fails = volume.hollow === true || state.faults.takeForDriver("attach-fails", volume) !== undefined;
  volume.status = "attaching";
  await state.background.sleep(10);
  await state.background.until(() => !state.faults.has("attach-hangs", volume));
  volume.reservedFor = undefined;
  volume.updatedAt = Date.now();
  if (!fails) {
    volume.attachments = [...volume.attachments, { ...attachment, attachedAt: Date.now() }];
    state.events.add("attached", { volume: volume.id, server: attachment.serverId });
  }
  volume.status = volume.attachments.length > 0 ? "in-use" : "available";
}

/** nova-compute asks the guest; one that does not let go keeps the disk. nova 26.2.2 virt/libvirt/driver.py, detach_volume. */
async function disconnect(state: CloudState, server: Server, volume: Volume): Promise<void> {
  await state.background.sleep(20);
  volume.updatedAt = Date.now();
  if (state.faults.takeForDriver("detach-fails", volume) === undefined) {
    volume.attachments = volume.attachments.filter(({ serverId }) => serverId !== server.id);
    state.events.add("detached", { volume: volume.id, server: server.id });
  }
  volume.status = volume.attachments.length > 0 ? "in-use" : "available";
}
