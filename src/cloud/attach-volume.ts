import { setTimeout as sleep } from "node:timers/promises";
import { showVolume, type Volume } from "#openstack/block-storage/volumes.ts";
import { attachVolume } from "#openstack/compute/volume-attachments.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import type { Attachment } from "#workflows/restore-cloud-port.ts";
import { outcomeOf } from "./create-outcome.ts";

export interface AttachClients {
  readonly client: ServiceClient;
  readonly compute: ServiceClient;
}

/** Between two reads of a volume that is on its way. */
const pollMs = 200;
/** A read that hangs is done again. */
const readTimeoutMs = 5_000;
/** On the way to a server: nova/compute/api.py reserves, nova/compute/manager.py connects. */
const underWay: readonly string[] = ["reserved", "attaching", "in-use"];

/**
 * One POST to Nova, then reads of Cinder until the volume is attached. Nova answers before it has begun and tells
 * nobody of a failure: the volume is `available` again then. Run twice: the second finds it attached.
 */
export async function attachRestored(
  { client, compute }: AttachClients,
  serverId: string,
  volumeId: string,
  signal: AbortSignal,
): Promise<Attachment> {
  try {
    await attachVolume(compute, serverId, volumeId, { signal, attempts: 1 });
    return await watched(client, serverId, volumeId, signal);
  } catch (error) {
    if (signal.aborted) return "unknown";
    const outcome = outcomeOf(error);
    const seen = await lookAt(client, volumeId, signal);
    if (seen !== undefined && isAttachedTo(seen, serverId)) return "attached";
    return outcome.kind === "refused" ? { refused: outcome.reason } : "unknown";
  }
}

export const isAttachedTo = ({ attachments }: Volume, serverId: string): boolean =>
  attachments.some(({ server_id }) => server_id === serverId);

/** After Nova has taken it: the volume was reserved before the answer, so that `available` means that Nova gave up. */
async function watched(
  client: ServiceClient,
  serverId: string,
  volumeId: string,
  signal: AbortSignal,
): Promise<Attachment> {
  for (;;) {
    const volume = await showVolume(client, volumeId, { signal, timeoutMs: readTimeoutMs });
    if (isAttachedTo(volume, serverId)) return "attached";
    if (!underWay.includes(volume.status)) {
      return { refused: `Nova began to attach volume ${volumeId} and gave up: it is ${volume.status}` };
    }
    await sleep(pollMs, undefined, { signal });
  }
}

async function lookAt(
  client: ServiceClient,
  volumeId: string,
  signal: AbortSignal,
): Promise<Volume | undefined> {
  try {
    return await showVolume(client, volumeId, { signal, timeoutMs: readTimeoutMs });
  } catch {
    // The failure at hand says more than that nobody could look.
    return undefined;
  }
}
