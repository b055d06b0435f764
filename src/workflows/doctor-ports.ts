import type { CredentialFacts } from "#domain/doctor/credential.ts";
import type { FeltCommit } from "#domain/doctor/felt.ts";
import type { GuestFacts } from "#domain/doctor/guest.ts";
import type { SlackAppPort } from "#domain/doctor/slack-app.ts";
import type { GuestDatabase } from "#domain/guest-database.ts";
import type { GuestAddress } from "./guest-port.ts";

/** What `doctor` asks of a cloud beyond what snapshots and restores do. */
export interface DoctorCloudPort {
  /** What Keystone says of the credentials that this cloud is asked with. */
  credentials(signal: AbortSignal): Promise<readonly CredentialFacts[]>;
}

/** A guest, and the databases in it that a manifest names. */
export interface DatabasesOfGuest {
  readonly address: GuestAddress;
  readonly databases: readonly GuestDatabase[];
}

/** Undefined: it did not answer, which whoever opens it is told. */
export type GuestLook = GuestFacts | undefined;

export interface DoctorGuestPort {
  /** Looks at what could get in the way; changes nothing, takes no lock. Each guest answers for itself. */
  examine(guests: readonly DatabasesOfGuest[], signal: AbortSignal): Promise<readonly GuestLook[]>;
  /** Times commits beside a hold, in connections of their own: nothing that becomes of them touches it. Never throws. */
  timeCommits(
    request: { readonly runId: string; readonly guests: readonly DatabasesOfGuest[]; readonly forMs: number },
    signal: AbortSignal,
  ): TimedCommits;
}

/** Commits that are being timed; the guests end them when the connection ends. */
export interface TimedCommits extends AsyncDisposable {
  /** Resolves when each database has committed once or will not. Never rejects. */
  readonly ready: Promise<void>;
  /** Never rejects: `problems` says of which database nothing was felt. */
  stop(): Promise<{ readonly felt: readonly FeltDatabase[]; readonly problems: readonly string[] }>;
}

export interface FeltDatabase {
  readonly server: string;
  readonly database: string;
  readonly commits: readonly FeltCommit[];
}

export interface DoctorPorts {
  /** Absent: config has no Slack app. */
  readonly slackApp?: SlackAppPort | undefined;
}
