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

/** A thing of any project; `project` is its id, undefined where it is our own. */
export interface Placed<T> {
  readonly project: string | undefined;
  readonly thing: T;
}

/** Lists of all projects, our own among them. */
export interface EveryProject {
  sets(signal: AbortSignal): Pages<Placed<SeenSet>>;
  snapshots(signal: AbortSignal): Pages<Placed<SeenSnapshot>>;
  groups(signal: AbortSignal): Pages<Placed<SeenGroup>>;
  volumes(signal: AbortSignal): Pages<Placed<SeenVolume>>;
}

/** What a search for orphans needs of a cloud. `cloud/scan/` implements it. All but `everyProject` is of our own project. */
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
  /** Where a credential may list every project's things; else why it may not. Never throws for a refusal. */
  everyProject(signal: AbortSignal): Promise<EveryProject | { readonly whyNot: string }>;
  /** Undefined when the cloud says 404. */
  set(id: string, signal: AbortSignal): Promise<SeenSet | undefined>;
  group(id: string, signal: AbortSignal): Promise<SeenGroup | undefined>;
  volume(id: string, signal: AbortSignal): Promise<SeenVolume | undefined>;
  server(id: string, signal: AbortSignal): Promise<SeenServer | undefined>;
}
