import type { CleanupPreview } from "#domain/orphans/cleanup-result.ts";
import type { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import type { OrphanReport } from "#domain/orphans/orphan-report.ts";
import type { Actor } from "#domain/permission.ts";
import type { Requested } from "./requested.ts";

export interface ScanRequest {
  /** Its cloud is scanned; absent: every cloud. */
  readonly application?: string | undefined;
  readonly actor: Actor;
  readonly trigger?: string;
}

export interface OrphansRequest {
  /** Absent: of all. */
  readonly application?: string | undefined;
  readonly actor: Actor;
}

export interface KeepRequest {
  readonly orphan: string;
  /** Milliseconds; absent: for good. */
  readonly forMs?: number | undefined;
  readonly reason?: string | undefined;
  readonly actor: Actor;
}

/** Of all of an application that somebody was shown at once. */
export interface KeepSeenRequest {
  readonly application: string;
  /** What was found, or has changed, after that moment was not shown: it is left as it is. Epoch milliseconds. */
  readonly foundUpTo: number;
  /** Milliseconds; absent: for good. */
  readonly forMs?: number | undefined;
  readonly actor: Actor;
}

export interface CleanRequest {
  readonly application: string;
  /** Only this orphan, with what has to go before it; or what the runs of this incident, or this run, have left behind. */
  readonly only?: string | undefined;
  readonly reason?: string | undefined;
  readonly actor: Actor;
  /** Names one asking, such as Slack's trigger id: the same trigger twice is one run. */
  readonly trigger?: string;
}

/** News of orphans for their owner: what was found and has not been told. */
export interface OrphanNews {
  /** Undefined: of no application. */
  readonly application: string | undefined;
  readonly title: string;
  readonly lines: readonly string[];
}

/** What people ask of orphans: resources of ours that no live run or point owns. */
export interface OrphanOperations {
  /** Starts a scan, or follows the one that goes on. Anybody may: it changes nothing in any cloud. Throws `not-found`. */
  scanOrphans(request: ScanRequest, signal: AbortSignal): Promise<Requested>;
  /**
   * What the newest scans have found, from the store alone. To an operator of an application its orphans count as told from
   * then on. Throws `not-found` for an application that nobody knows.
   */
  orphans(request: OrphansRequest, signal: AbortSignal): Promise<OrphanReport>;
  /**
   * It stays, for a time or for good. By an operator of its application. One durable write. Throws `not-found`,
   * `not-permitted`, `invalid-input`.
   */
  keepOrphan(request: KeepRequest, signal: AbortSignal): Promise<OrphanRecord>;
  /** Nobody keeps it any more, and its grace begins anew. By an operator of its application. Throws `not-found`, `not-permitted`. */
  releaseOrphan(request: Pick<KeepRequest, "orphan" | "actor">, signal: AbortSignal): Promise<OrphanRecord>;
  /**
   * All that clean-up could delete of what somebody was shown stays, for a time or for good, unless it is kept for longer already.
   * By an operator of the application; one durable write each. Returns what has changed. Throws `not-permitted`, `invalid-input`.
   */
  keepSeen(request: KeepSeenRequest, signal: AbortSignal): Promise<readonly OrphanRecord[]>;
  /** Nobody keeps any of what somebody was shown any more. As {@link keepSeen}. */
  releaseSeen(request: Omit<KeepSeenRequest, "forMs">, signal: AbortSignal): Promise<readonly OrphanRecord[]>;
  /** What a clean-up would delete now and what stays, changing nothing. Throws `not-found`, `unreachable`. */
  planCleanup(
    request: Pick<CleanRequest, "application" | "only">,
    signal: AbortSignal,
  ): Promise<CleanupPreview>;
  /**
   * Starts a request for a clean-up: planned, approved where the manifest says so, then carried out. ONE durable write. By an
   * operator of the application. Throws `not-found`, `not-permitted`.
   */
  clean(request: CleanRequest, signal: AbortSignal): Promise<Requested>;
  /** Starts the scan that is due, once for each interval however often it is asked. */
  lookForOrphans(signal: AbortSignal): Promise<void>;
  /**
   * Tells each owner what has not been told: `tell` returns where it was told, and what it was given counts as told from
   * then on. What it throws is thrown, and the rest is told at the next asking.
   */
  tellOwners(tell: (news: OrphanNews) => Promise<string>, signal: AbortSignal): Promise<void>;
  /** Orphans of an application (undefined: of none) are kept, released or told otherwise than before. Returns how to stop. */
  onOrphans(listener: (application: string | undefined) => void): () => void;
}
