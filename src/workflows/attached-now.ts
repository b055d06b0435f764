import type { Application } from "#domain/application.ts";
import type { AttachedNow } from "#domain/drift/outside-the-group.ts";
import { DomainError } from "#domain/errors.ts";
import type { CloudPort } from "./cloud-port.ts";

/** What is attached to the application's servers beside the volumes of its group. Throws when Nova does not show it. */
export async function attachedNow(
  { servers }: Application,
  cloud: CloudPort,
  inGroup: readonly string[],
  signal: AbortSignal,
): Promise<AttachedNow[]> {
  const all = servers.map(async ({ name }) => {
    const server = await cloud.findServer(name, signal);
    if ("unread" in server) throw new DomainError("not-permitted", server.unread);
    const attached = await cloud.attachedTo(server.value.id, signal);
    const others = attached.filter(({ volumeId }) => !inGroup.includes(volumeId));
    return Promise.all(
      others.map(async ({ volumeId }): Promise<AttachedNow> => {
        const volume = await cloud.volumeById(volumeId, signal);
        return { server: name, volumeId, name: volume?.name, bootable: volume?.bootable === true };
      }),
    );
  });
  return (await Promise.all(all)).flat();
}
