import type { Clock } from "#support/clock.ts";
import type { Log } from "#support/log.ts";
import { pause as pauseForReal } from "#support/pause.ts";
import type { Secret } from "#support/secret.ts";

export interface DeadManOptions {
  /** Whoever knows it can keep the outside monitor quiet: it is in no log and no error. */
  readonly url: Secret;
  readonly everyMs: number;
  /** Why the bot does not do what it is there for; undefined: it does. */
  readonly unwell: () => string | undefined;
  readonly clock: Pick<Clock, "monotonic">;
  readonly log: Log;
  /** Default: a timer. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** For one ping; then the next one is made in its time. */
const PING_MS = 10_000;

/**
 * Tells an outside monitor again and again that the bot lives and looks at its schedules, until the signal: a dead bot alerts
 * nobody, so silence has to. A bot that is not well stays silent, and one that is being stopped sends no last word. Never
 * throws; retries nothing, since the next ping comes soon.
 */
export async function pingDeadMan(options: DeadManOptions, signal: AbortSignal): Promise<void> {
  const { everyMs, unwell, clock, log, pause = pauseForReal } = options;
  let told: string | undefined;
  while (!signal.aborted) {
    const began = clock.monotonic();
    const why = unwell() ?? (await ping(options, signal));
    if (signal.aborted) return;
    if (why !== undefined && why !== told) log.warn({ why }, "the dead man's switch was not pinged");
    if (why === undefined && told !== undefined) log.info("the dead man's switch is pinged again");
    told = why;
    await pause(Math.max(0, everyMs - (clock.monotonic() - began)), signal).catch(() => undefined);
  }
}

/** Undefined: it was heard. The words name no part of the URL, nor what the other side says. */
async function ping({ url }: DeadManOptions, signal: AbortSignal): Promise<string | undefined> {
  const late = AbortSignal.timeout(PING_MS);
  try {
    const request = { redirect: "manual", signal: AbortSignal.any([signal, late]) } as const;
    const response = await fetch(url.reveal(), request);
    await response.body?.cancel();
    return response.ok ? undefined : `its monitor answered ${response.status}`;
  } catch {
    return late.aborted
      ? `its monitor did not answer within ${PING_MS / 1_000} s`
      : "its monitor is not reached";
  }
}
