import type { Application } from "#domain/application.ts";
import type { Members } from "#domain/permission.ts";
import type { Clock } from "#support/clock.ts";
import type { CloudPort } from "./cloud-port.ts";
import type { GuestPort } from "./guest-port.ts";
import type { RecordsPort } from "./records-port.ts";
import type { SnapshotTurns } from "./snapshot-turns.ts";
import type { WindowSlots } from "./window-slots.ts";

/** What workflows need of the world. Adapters in `cloud/`, `quiesce/` and `store/` implement it; `composition/` joins them. */
export interface Ports {
  readonly clock: Clock;
  /** This installation's id, in every stamp. */
  readonly instance: string;
  application(name: string): Application;
  /** The cloud that an application's manifest names. */
  cloud(name: string): CloudPort;
  readonly guests: GuestPort;
  readonly records: RecordsPort;
  /** Who is who in Slack, now. */
  readonly members: Members;
  /** Slack ids of those who may approve alone (config.yml `breakGlass:`). */
  readonly breakGlass: readonly string[];
  /** HMAC-SHA256 over a text with the installation's key, hex. */
  sign(text: string): string;
  readonly limits: Limits;
  readonly snapshotTurns: SnapshotTurns;
  readonly windowSlots: WindowSlots;
}

/** Milliseconds and counts that belong to the installation (config.yml `limits:`). */
export interface Limits {
  readonly heartbeatMs: number;
  readonly silenceMs: number;
  readonly budgetMaxMs: number;
  readonly creatingIsLeftoverMs: number;
  readonly windowExecutions: number;
  /** Between two executions of the freeze window of one application. */
  readonly betweenExecutionsMs: number;
  readonly windowsAtOnce: number;
  /** Between two polls of a group snapshot while something is frozen. */
  readonly pollMs: number;
  /** Between two freezes of one application. */
  readonly betweenFreezesMs: number;
  /** From a request to the moment at which nobody can approve it any more. */
  readonly approvalExpiryMs: number;
  /** Points that retention takes away in one run of one application. */
  readonly prunedAtOnce: number;
}
