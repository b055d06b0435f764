import { DomainError } from "#domain/errors.ts";
import { findApplication } from "#domain/find-application.ts";
import type { Actor } from "#domain/permission.ts";
import { newRunId } from "#support/ids.ts";
import { REHEARSE_APPLICATION } from "#workflows/names.ts";
import { refusePaused } from "#workflows/paused.ts";
import { asked, permitted } from "./asker.ts";
import type { Context } from "./context.ts";
import type { Requested } from "./requested.ts";
import { refuseTooSoon } from "./start-snapshot.ts";

export interface RehearseRequest {
  readonly application: string;
  readonly actor: Actor;
  /** Names one asking: the same trigger twice is one run. */
  readonly trigger?: string | undefined;
}

/**
 * Starts a rehearsal: freeze and thaw, nothing cut. It stops a production database for as long as a snapshot does, so whoever
 * may ask for it, and how often, is as with a snapshot. ONE durable write before it resolves or throws. Throws `not-found`,
 * `not-permitted`, `refused` (paused, too soon, snapshots need an approval, nothing to freeze), `busy`.
 */
export async function rehearse(
  context: Context,
  request: RehearseRequest,
  signal: AbortSignal,
): Promise<Requested> {
  const { application, actor, trigger } = request;
  const { records } = context.ports;
  const { application: subject } = findApplication(context.manifests.current(), application);
  const detail = trigger === undefined ? {} : { trigger };
  return asked(records, { actor, act: "rehearsal", subject, detail }, () => start(context, request, signal));
}

async function start(
  context: Context,
  { application: name, actor, trigger }: RehearseRequest,
  signal: AbortSignal,
): Promise<Requested> {
  const { engine, ports, manifests } = context;
  const application = findApplication(manifests.current(), name);
  const { slackId, through } = await permitted(
    application,
    actor,
    "rehearse a freeze",
    ports.members,
    signal,
  );
  const before = trigger === undefined ? undefined : await engine.startedWith(trigger);
  if (before !== undefined) return { runId: before.id, how: "known" };
  if (application.quiesce.policy === "skip")
    throw new DomainError(
      "refused",
      `${name} is never frozen (quiesce.policy is skip): there is nothing to rehearse`,
    );
  if (application.approve.includes("snapshot"))
    throw new DomainError(
      "refused",
      `${name} is frozen with an approval only (approve: snapshot), and a rehearsal has no plan that could be approved`,
      { next: `ask for a snapshot: freezeframe snapshot ${name}` },
    );
  await refusePaused(ports.records, name);
  await refuseTooSoon(context, name);
  const input = { application: name, requestedBy: slackId, ...(through === undefined ? {} : { through }) };
  const started = await engine.start(REHEARSE_APPLICATION, newRunId(ports.clock.now()), input, {
    lockKey: name,
    onBusy: "skip",
    ...(trigger === undefined ? {} : { key: trigger }),
  });
  if (started.kind === "skipped")
    throw new DomainError("busy", `run ${started.busyWith} of ${name} is going on`, {
      next: "ask again when it has ended",
    });
  return { runId: started.id, how: started.kind === "known" ? "known" : "started" };
}
