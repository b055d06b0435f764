import { mergeVolumeMetadata, renameVolume, showVolume } from "#openstack/block-storage/volumes.ts";
import { OpenStackError } from "#openstack/errors.ts";
import type { ServiceClient } from "#openstack/service-client.ts";

interface Mark {
  readonly name?: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Adds these keys to a volume's metadata, and gives it this name. Run twice: the same. Answer lost: read back, and written once more only
 * when it is not there.
 */
export async function nameVolume(
  client: ServiceClient,
  id: string,
  mark: Mark,
  signal: AbortSignal,
): Promise<void> {
  try {
    await write(client, id, mark, signal);
  } catch (error) {
    if (!(error instanceof OpenStackError) || error.applied === "not-applied" || signal.aborted) throw error;
    const { name, metadata } = await showVolume(client, id, { signal });
    const isThere =
      (mark.name === undefined || name === mark.name) &&
      Object.entries(mark.metadata).every(([key, value]) => metadata[key] === value);
    if (!isThere) await write(client, id, mark, signal);
  }
}

/** Metadata first: what has our name always has our marks, too. */
async function write(
  client: ServiceClient,
  id: string,
  { name, metadata }: Mark,
  signal: AbortSignal,
): Promise<void> {
  if (Object.keys(metadata).length > 0) await mergeVolumeMetadata(client, id, metadata, { signal });
  if (name !== undefined) await renameVolume(client, id, name, { signal });
}
