import { describeDuration } from "#domain/duration.ts";
import { DomainError } from "#domain/errors.ts";
import { findApplication } from "#domain/find-application.ts";
import type { Pause } from "#domain/pause.ts";
import type { Actor } from "#domain/permission.ts";
import { asked, permitted, seenBy } from "./asker.ts";
import type { Context } from "./context.ts";

export interface PauseRequest {
  readonly application: string;
  /** Epoch milliseconds. */
  readonly until: number;
  readonly reason: string;
  readonly actor: Actor;
}

export interface ResumeRequest {
  readonly application: string;
  readonly actor: Actor;
}

/** Longer than this is not a pause: the manifest is where an application is taken out. */
const LONGEST_MS = 30 * 86_400_000;

/** Until then no freeze of the application begins. Throws `not-found`, `not-permitted`, `invalid-input`. */
export async function pause(context: Context, request: PauseRequest, signal: AbortSignal): Promise<Pause> {
  const { manifests, ports } = context;
  const { actor, until, reason } = request;
  const application = findApplication(manifests.current(), request.application);
  const name = application.application;
  return asked(ports.records, { actor, act: "pause", subject: name }, async () => {
    const seen = await permitted(application, actor, "pause it", ports.members, signal);
    const at = ports.clock.now();
    if (!(until > at && until <= at + LONGEST_MS))
      throw new DomainError(
        "invalid-input",
        `a pause ends in the future, at most ${describeDuration(LONGEST_MS)} from now`,
        { next: "say until when, such as 2h or 2026-12-24T18:00Z" },
      );
    if (reason.trim() === "")
      throw new DomainError("invalid-input", "a pause needs a reason, for whoever is refused by it");
    const paused = { application: name, until, reason: reason.trim(), by: seen.slackId, at };
    await ports.records.savePause(paused, seenBy(actor, seen));
    return paused;
  });
}

/** Ends a pause before its time. Undefined when there was none. Throws `not-found`, `not-permitted`. */
export async function resume(
  context: Context,
  { application: wanted, actor }: ResumeRequest,
  signal: AbortSignal,
): Promise<Pause | undefined> {
  const { manifests, ports } = context;
  const application = findApplication(manifests.current(), wanted);
  const name = application.application;
  return asked(ports.records, { actor, act: "resume", subject: name }, async () => {
    const seen = await permitted(application, actor, "resume it", ports.members, signal);
    return ports.records.removePause(name, seen.slackId, seenBy(actor, seen));
  });
}
