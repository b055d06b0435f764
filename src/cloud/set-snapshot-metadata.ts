import { mergeSnapshotMetadata, showSnapshot } from "#openstack/block-storage/snapshots.ts";
import { OpenStackError } from "#openstack/errors.ts";
import type { ServiceClient } from "#openstack/service-client.ts";

/**
 * Puts these keys on a snapshot. Run twice: the same. Answer lost: read back, and written once more only when they
 * are not there; a merge of the same keys cannot do harm.
 */
export async function setSnapshotMetadata(
  client: ServiceClient,
  snapshotId: string,
  metadata: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await mergeSnapshotMetadata(client, snapshotId, metadata, { signal });
  } catch (error) {
    if (!(error instanceof OpenStackError) || error.applied === "not-applied" || signal.aborted) throw error;
    const { metadata: present } = await showSnapshot(client, snapshotId, { signal });
    const missing = Object.entries(metadata).some(([key, value]) => present[key] !== value);
    if (missing) await mergeSnapshotMetadata(client, snapshotId, metadata, { signal });
  }
}
