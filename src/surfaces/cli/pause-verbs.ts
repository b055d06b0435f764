import { describeDuration } from "#domain/duration.ts";
import { DomainError } from "#domain/errors.ts";
import type { Pause } from "#domain/pause.ts";
import { parseUntil } from "#domain/until.ts";
import { toIso } from "#support/clock.ts";
import type { Answer, Asked } from "./answer.ts";
import { ok } from "./verb.ts";
import { withSession } from "./with-session.ts";

/** `pause APP --until TIME --reason TEXT`: until then no freeze of it begins. */
export async function pauseVerb(asked: Asked, application: string): Promise<Answer> {
  const { until: when, reason } = asked.arguments;
  if (when === undefined || reason === undefined)
    throw new DomainError("invalid-input", "pause needs --until TIME and --reason TEXT");
  // Before anything is opened: a mistyped time costs nothing.
  const until = parseUntil(when, asked.now());
  return withSession(asked, async ({ operations }) => {
    const actor = await asked.backstage.actor();
    const paused = await operations.pause({ application, until, reason, actor }, asked.signal);
    return ok(pauseText(paused, asked.now()), paused);
  });
}

/** `resume APP`: ends a pause before its time. */
export function resumeVerb(asked: Asked, application: string): Promise<Answer> {
  return withSession(asked, async ({ operations }) => {
    const actor = await asked.backstage.actor();
    const ended = await operations.resume({ application, actor }, asked.signal);
    return ok(resumeText(application, ended), { application, ...(ended === undefined ? {} : { ended }) });
  });
}

const pauseText = ({ application, until, reason }: Pause, now: number): string =>
  [
    `${application}: paused until ${toIso(until)} (${describeDuration(until - now)}): ${reason}`,
    `  no freeze of it begins before that; freezeframe resume ${application} ends the pause`,
  ].join("\n");

const resumeText = (application: string, ended: Pause | undefined): string =>
  ended === undefined
    ? `${application}: was not paused`
    : `${application}: no longer paused (it was until ${toIso(ended.until)}, by ${ended.by}: ${ended.reason})`;
