import type { Readable } from "#domain/cloud.ts";
import type {
  ReportedQuota,
  SeenGroup,
  SeenServer,
  SeenSet,
  SeenSnapshot,
  SeenVolume,
} from "#domain/orphans/cloud-scan.ts";

/** A list, page by page: whoever reads it goes through a page once and decides what of it is kept; the rest is gone at once. */
export type Pages<T> = AsyncIterable<Iterable<T>>;

/** What a search for orphans needs of a cloud. `cloud/scan/` implements it. */
export interface OrphanCloudPort {
  /** The cloud's own clock, epoch ms: whatever is old is old by it. */
  time(signal: AbortSignal): Promise<number>;
  sets(filter: { readonly groupId?: string }, signal: AbortSignal): Pages<SeenSet>;
  snapshots(filter: { readonly volumeId?: string }, signal: AbortSignal): Pages<SeenSnapshot>;
  groups(signal: AbortSignal): Pages<SeenGroup>;
  volumes(filter: { readonly groupId?: string }, signal: AbortSignal): Pages<SeenVolume>;
  /** Empty where there is no Nova. */
  servers(signal: AbortSignal): Pages<SeenServer>;
  reportedQuota(signal: AbortSignal): Promise<Readable<ReportedQuota>>;
  /** Undefined when the cloud says 404. */
  set(id: string, signal: AbortSignal): Promise<SeenSet | undefined>;
  group(id: string, signal: AbortSignal): Promise<SeenGroup | undefined>;
  volume(id: string, signal: AbortSignal): Promise<SeenVolume | undefined>;
  server(id: string, signal: AbortSignal): Promise<SeenServer | undefined>;
}
