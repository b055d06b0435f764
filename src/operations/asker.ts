import type { Application } from "#domain/application.ts";
import { DomainError, type ErrorKind } from "#domain/errors.ts";
import { type Actor, type Members, type Permitted, requireOperator } from "#domain/permission.ts";
import { pause } from "#support/pause.ts";
import type { AuditDetail, RecordsPort } from "#workflows/records-port.ts";

/** How long Slack gets to say who is in a user group: somebody waits for a receipt. */
const MEMBERS_MS = 2_000;

/** {@link requireOperator} with a deadline: a group that does not answer in time counts as no. */
export function permitted(
  application: Application,
  actor: Actor,
  act: string,
  members: Members,
  signal: AbortSignal,
): Promise<Permitted> {
  return requireOperator(application, actor, act, inTime(members), signal);
}

const REFUSALS: ReadonlySet<ErrorKind> = new Set(["not-permitted", "refused"]);

/** Runs what was asked; a refusal leaves one durable audit row before it is thrown on. */
export async function asked<T>(
  records: Pick<RecordsPort, "audit">,
  about: {
    readonly actor: Actor;
    readonly act: string;
    readonly subject: string;
    readonly detail?: AuditDetail;
    /** Which kinds leave a row. */
    readonly audited?: ReadonlySet<ErrorKind>;
  },
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof DomainError && (about.audited ?? REFUSALS).has(cause.kind))
      await records.audit({
        actor: auditName(about.actor),
        act: `${about.act}.refused`,
        subject: about.subject,
        detail: { ...about.detail, name: about.actor.name, kind: cause.kind, why: cause.message },
      });
    throw cause;
  }
}

/** The Slack id where there is one: names can change hands. */
export const auditName = (actor: Actor): string => actor.slackId ?? actor.name;

/** What a right rested on, for the audit. */
export const seenBy = (actor: Actor, { through, team }: Permitted): AuditDetail => ({
  name: actor.name,
  ...(through === undefined ? {} : { through }),
  ...(team === undefined ? {} : { team }),
});

/** Slack with a deadline: what it has not said by then, it does not say. */
export function inTime(members: Members): Members {
  return {
    of: (group, signal) => within((until) => members.of(group, until), signal),
    person: (user, signal) => within((until) => members.person(user, until), signal),
  };
}

async function within<T>(ask: (until: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  const enough = new AbortController();
  const until = AbortSignal.any([signal, enough.signal]);
  const late = pause(MEMBERS_MS, until).then(() => {
    throw new DomainError("unreachable", `Slack did not answer within ${MEMBERS_MS / 1_000} s`);
  });
  // Whoever loses the race is not listened to any more.
  late.catch(() => undefined);
  try {
    return await Promise.race([ask(until), late]);
  } finally {
    enough.abort();
  }
}
