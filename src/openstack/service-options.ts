import type { Clock } from "#support/clock.ts";
import type { ClientLog } from "./client-log.ts";
import type { Http } from "./http.ts";
import type { Credentials } from "./identity/credentials.ts";
import type { Session } from "./identity/session.ts";
import type { RetryPolicy } from "./retry.ts";

/** What every service of one credential's cloud is connected with. */
export interface ServiceOptions {
  readonly http: Http;
  readonly session: Session;
  readonly credentials: Credentials;
  readonly clock: Clock;
  /** Ends discovery that is under way. */
  readonly closed: AbortSignal;
  readonly log?: ClientLog | undefined;
  readonly retry?: RetryPolicy | undefined;
}
