import { setTimeout as sleep } from "node:timers/promises";
import { showVolume, type Volume } from "#openstack/block-storage/volumes.ts";
import { attachVolume } from "#openstack/compute/volume-attachments.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import { nextLookMs } from "#support/next-look.ts";
import type { Attachment, AttachTurn } from "#workflows/restore-cloud-port.ts";
import { outcomeOf } from "./create-outcome.ts";

export interface AttachClients {
  readonly client: ServiceClient;
  readonly compute: ServiceClient;
}

/** The longest between two reads of a volume that is on its way. */
const pollMs = 2_000;
/** A read that hangs is done again. */
const readTimeoutMs = 5_000;
/** On the way to a server: nova/compute/api.py reserves, nova/compute/manager.py connects. */
const underWay: readonly string[] = ["reserved", "attaching"];

/**
 * One POST to Nova, then reads of Cinder until the volume is attached. Nova answers before it has begun and tells
 * nobody of a failure: the volume is `available` again then. Run twice: the second finds it attached.
 */
export async function attachRestored(
  { client, compute }: AttachClients,
  serverId: string,
  volumeId: string,
  signal: AbortSignal,
  turn?: AttachTurn,
): Promise<Attachment> {
  try {
    await attachVolume(compute, serverId, volumeId, { signal, attempts: 1 });
    turn?.taken();
  } catch (error) {
    const outcome = outcomeOf(error);
    const seen = await seenAnyway(client, serverId, volumeId, signal);
    if (seen === "attached") return seen;
    return outcome.kind === "refused" ? { refused: outcome.reason } : "unknown";
  }
  await turn?.behind;
  return (await seenAnyway(client, serverId, volumeId, signal)) ?? "unknown";
}

export const isAttachedTo = ({ attachments }: Volume, serverId: string): boolean =>
  attachments.some(({ server_id }) => server_id === serverId);

/** Undefined when it could not be seen to the end. */
async function seenAnyway(
  client: ServiceClient,
  serverId: string,
  volumeId: string,
  signal: AbortSignal,
): Promise<Attachment | undefined> {
  try {
    return await watched(client, serverId, volumeId, signal);
  } catch {
    // Called off, or Cinder does not answer: neither says what becomes of the attach.
    return undefined;
  }
}

/** The volume is reserved before Nova answers, so that `available` after an answer means that Nova gave up. */
async function watched(
  client: ServiceClient,
  serverId: string,
  volumeId: string,
  signal: AbortSignal,
): Promise<Attachment> {
  const begin = performance.now();
  for (;;) {
    const volume = await showVolume(client, volumeId, { signal, timeoutMs: readTimeoutMs });
    if (isAttachedTo(volume, serverId)) return alone(volume, serverId);
    if (!underWay.includes(volume.status)) {
      return { refused: `Nova began to attach volume ${volumeId} and gave up: it is ${volume.status}` };
    }
    await sleep(nextLookMs(performance.now() - begin, pollMs), undefined, { signal });
  }
}

/** What another server may write to as well is no copy of anything any more. */
function alone({ id, attachments }: Volume, serverId: string): Attachment {
  const others = attachments.map(({ server_id }) => server_id).filter((other) => other !== serverId);
  return others.length === 0
    ? "attached"
    : { refused: `volume ${id} is attached to ${others.join(", ")}, too` };
}
