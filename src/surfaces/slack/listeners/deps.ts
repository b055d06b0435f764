import type { WebClient } from "@slack/web-api";
import type { Members } from "#domain/permission.ts";
import type { Operations } from "#operations/index.ts";
import type { Clock } from "#support/clock.ts";
import type { Log } from "#support/log.ts";
import type { InFlight } from "../in-flight.ts";
import type { SlotRecords } from "../outbox/outbox.ts";
import type { Message } from "../views/index.ts";

/** What every listener is given. */
export interface Deps {
  readonly operations: Operations;
  readonly client: WebClient;
  /** To say early what an operation would refuse; it decides by its own look. */
  readonly members: Members;
  readonly clock: Clock;
  readonly log: Log;
  readonly inFlight: InFlight;
  /** Which messages are kept. */
  readonly slots: Pick<SlotRecords, "slot" | "openSlots">;
  /** Id of the one workspace that is served. */
  readonly team: string;
  /** For applications whose manifest names no channel. */
  readonly channel: string | undefined;
  /** True once a stop has begun: what still arrives is refused. */
  readonly stopping: () => boolean;
  /** The text of docs/runbook.md. */
  readonly runbook: () => Promise<string>;
  /** An error as the person who asked may see it. */
  readonly refused: (error: unknown) => Message;
  /** Slack has taken the token away. */
  readonly revoked: (why: string) => void;
}
