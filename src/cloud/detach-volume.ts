import { setTimeout as sleep } from "node:timers/promises";
import { DomainError } from "#domain/errors.ts";
import { showVolume } from "#openstack/block-storage/volumes.ts";
import { detachVolume } from "#openstack/compute/volume-attachments.ts";
import { OpenStackError } from "#openstack/errors.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import { type AttachClients, isAttachedTo } from "./attach-volume.ts";
import { unlessAbsent } from "./by-name-or-id.ts";

const pollMs = 200;
const readTimeoutMs = 5_000;

/**
 * Takes a volume from a server and resolves once Cinder says so. What is not attached there, or gone, is taken as done,
 * so it can be run twice. Nova asks the guest, and puts the volume back to `in-use` when the guest does not let go.
 */
export async function detachRestored(
  { client, compute }: AttachClients,
  serverId: string,
  volumeId: string,
  signal: AbortSignal,
): Promise<void> {
  const isThere = async (): Promise<string | undefined> => {
    const volume = await unlessAbsent(showVolume(client, volumeId, { signal, timeoutMs: readTimeoutMs }));
    return volume !== undefined && isAttachedTo(volume, serverId) ? volume.status : undefined;
  };
  const before = await isThere();
  if (before === undefined) return;
  // One that is on its way out already is only waited for: Nova refuses to begin again.
  if (before !== "detaching") await begin(compute, serverId, volumeId, signal);
  for (let status = await isThere(); status !== undefined; status = await isThere()) {
    if (status !== "detaching") throw gaveUp(serverId, volumeId, status);
    await sleep(pollMs, undefined, { signal });
  }
}

/** An answer that was lost is not asked for again: the volume's state tells what came of it. */
async function begin(
  compute: ServiceClient,
  serverId: string,
  volumeId: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await unlessAbsent(detachVolume(compute, serverId, volumeId, { signal, attempts: 1 }));
  } catch (error) {
    if (!(error instanceof OpenStackError) || error.applied === "not-applied" || signal.aborted) throw error;
  }
}

const gaveUp = (serverId: string, volumeId: string, status: string): DomainError =>
  new DomainError("failed", `volume ${volumeId} is still attached to server ${serverId}: it is ${status}`, {
    next: "Make sure that nothing in the server uses the disk, then try again.",
  });
