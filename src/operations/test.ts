import type { Application } from "#domain/application.ts";
import { didYouMean } from "#domain/did-you-mean.ts";
import { DomainError } from "#domain/errors.ts";
import { findApplication } from "#domain/find-application.ts";
import type { Actor } from "#domain/permission.ts";
import { newRunId } from "#support/ids.ts";
import { testLockKey } from "#workflows/lock-keys.ts";
import { TEST_RESTORE } from "#workflows/names.ts";
import { asked, permitted } from "./asker.ts";
import type { Context } from "./context.ts";
import type { Requested } from "./requested.ts";

export interface TestRequest {
  readonly application: string;
  /** A point's id or `latest`. Without one the manifest's `restoreTest.pick` chooses. */
  readonly point?: string | undefined;
  readonly actor: Actor;
  /** Names one asking, such as Slack's trigger id: the same trigger twice is one run. */
  readonly trigger?: string;
}

/**
 * Starts a restore test, or follows the one that is going on for this application. ONE durable write before it resolves or
 * throws: the run, or the audit row of the refusal. Also of a paused application: nothing of it is frozen. Throws
 * `not-found`, `not-permitted`, or `refused` when the manifest has no `restoreTest`.
 */
export async function test(context: Context, request: TestRequest, signal: AbortSignal): Promise<Requested> {
  const application = findApplication(context.manifests.current(), request.application);
  const { actor, trigger, point } = request;
  const detail = {
    ...(point === undefined ? {} : { point }),
    ...(trigger === undefined ? {} : { trigger }),
  };
  const about = { actor, act: "test", subject: application.application, detail };
  return asked(context.ports.records, about, () => start(context, application, request, signal));
}

async function start(
  { engine, ports }: Context,
  application: Application,
  { actor, point, trigger }: TestRequest,
  signal: AbortSignal,
): Promise<Requested> {
  const name = application.application;
  const { slackId } = await permitted(application, actor, "test a restore", ports.members, signal);
  // From here on store and journal answer without waiting for anything, so no run ends or begins in between.
  const before = trigger === undefined ? undefined : await engine.startedWith(trigger);
  if (before !== undefined) return { runId: before.id, how: "known" };
  refuseUntestable(application);
  if (point !== undefined) await refuseUnknown(application, point, ports);
  const input = { application: name, requestedBy: slackId, ...(point === undefined ? {} : { point }) };
  const started = await engine.start(TEST_RESTORE, newRunId(ports.clock.now()), input, {
    lockKey: testLockKey(name),
    onBusy: "join",
    ...(trigger === undefined ? {} : { key: trigger }),
  });
  switch (started.kind) {
    case "started":
    case "joined":
    case "known":
      return { runId: started.id, how: started.kind };
    case "skipped":
      return { runId: started.busyWith, how: "joined" };
  }
}

async function refuseUnknown(
  { application }: Application,
  point: string,
  { records }: Context["ports"],
): Promise<void> {
  if (point === "latest" || (await records.point(point))?.application === application) return;
  const known = (await records.points(application, LOOKED_AT)).map(({ id }) => id);
  const near = didYouMean(point, known);
  throw new DomainError(
    "not-found",
    `${application} has no recovery point "${point}"${near === undefined ? "" : `; ${near}`}`,
    { next: `points ${application} lists them` },
  );
}

/** Of the newest points a mistyped one is most likely one. */
const LOOKED_AT = 200;

function refuseUntestable({ application, restoreTest }: Application): void {
  if (restoreTest !== undefined) return;
  throw new DomainError("refused", `the manifest of ${application} says nothing of restore tests`, {
    next: "add restoreTest: with a target to it",
  });
}
