import type { Incident } from "#domain/rpo/incident.ts";
import type { Watched } from "#domain/rpo/watched.ts";
import type { AuditDetail } from "./records-port.ts";

/** An incident with the version that it was read at. */
export interface KeptIncident {
  readonly incident: Incident;
  readonly version: number;
}

export interface IncidentRecords {
  incident(id: string): Promise<KeptIncident | undefined>;
  /** Not resolved, oldest first. */
  openIncidents(): Promise<KeptIncident[]>;
  /** All of them, newest first. */
  incidents(limit: number): Promise<Incident[]>;
  /** The incident and its audit row in ONE commit. False: somebody else was first, nothing was written. */
  saveIncident(
    next: Incident,
    expected: number | "absent",
    audit: { readonly actor: string; readonly act: string; readonly detail?: AuditDetail },
  ): Promise<boolean>;
  /** Which objectives are watched, and since when. */
  watched(): Promise<Watched[]>;
  /** All of them in ONE commit. */
  saveWatched(watched: readonly Watched[]): Promise<void>;
  /** Of an objective that there is no more. */
  removeWatched(watched: Watched): Promise<void>;
}
