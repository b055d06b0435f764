import type { Readable } from "#domain/cloud.ts";
import type { SeenGroup, SeenGroupedVolume } from "#domain/design/cloud-audit.ts";
import type { SeenGroupType, SeenPool, SeenVolumeType } from "#domain/design/cloud-seen.ts";

/** What a design reads of a cloud beyond what snapshots do. It changes nothing. */
export interface DesignCloudPort {
  /** Entries of clouds.yaml: what Freezeframe works with, and what reads for administrators; the same where there is one. */
  readonly as: { readonly project: string; readonly reader: string };
  /** The project, and where its block storage is. */
  place(signal: AbortSignal): Promise<{ readonly projectId: string; readonly url: string }>;
  groupTypes(signal: AbortSignal): Promise<SeenGroupType[]>;
  volumeTypes(signal: AbortSignal): Promise<SeenVolumeType[]>;
  /** Administrators only. */
  pools(signal: AbortSignal): Promise<Readable<SeenPool[]>>;
  /** Of every project where the reader is an administrator, else of its own. */
  groups(signal: AbortSignal): Promise<SeenGroup[]>;
  /** Volumes that are in a group, of the same projects. */
  groupedVolumes(signal: AbortSignal): Promise<SeenGroupedVolume[]>;
}
