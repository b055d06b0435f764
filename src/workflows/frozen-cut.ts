import { guestAddress } from "#domain/application.ts";
import type { CanaryRun } from "#domain/canary/run.ts";
import { describeDuration } from "#domain/duration.ts";
import { DomainError } from "#domain/errors.ts";
import type { HoldEvidence } from "#domain/evidence.ts";
import { NOT_AVAILABLE_IN_TIME } from "#domain/snapshot-result.ts";
import { toIso } from "#support/clock.ts";
import type { Attempt } from "./attempt.ts";
import { type Cut, cut } from "./cut.ts";
import type { HoldRequest, OpenedHold } from "./guest-port.ts";
import { startCanary } from "./start-canary.ts";

/** What came of trying to cut inside a freeze. */
export interface FrozenCut {
  /** A freeze was ordered: something may have been frozen, however short. */
  readonly begun: boolean;
  readonly cut?: Cut;
  readonly hold?: HoldEvidence;
  readonly canary?: CanaryRun;
  /** Why the freeze is not whole, first reason first; empty when it is. */
  readonly failure: string[];
}

/** How long the guests get to answer what was asked of them after the thaw, ms. */
export const COLLECT_MS = 10_000;

/**
 * Freezes, cuts, thaws. Whatever happens after `freeze`, the thaw is ordered; whatever happens to us, the guests thaw by
 * themselves. A freeze that does not come about leaves `cut` undefined: Cinder was asked for nothing.
 */
export async function frozenCut(attempt: Attempt, signal: AbortSignal): Promise<FrozenCut> {
  const { application, ports, token, ctx } = attempt;
  let begun = false;
  try {
    await using canary = startCanary(attempt, signal);
    await using opened = await ports.guests.open(holdRequest(attempt), signal);
    // Token, connection and microversion are had now, so that nothing of it happens while something is frozen.
    await ports.cloud(application.cloud).warm(signal);
    await canary.ready;
    await opened.arm(token, signal);
    ctx.progress({ phase: "freezing" });
    begun = true;
    const { made, ...frozen } = await freezeAndCut(attempt, opened);
    const told = await canary.end(made);
    return { ...frozen, cut: made, ...(told === undefined ? {} : { canary: told }) };
  } catch (cause) {
    if (signal.aborted) throw cause;
    return {
      begun,
      failure: [cause instanceof DomainError ? cause.message : `the freeze failed: ${String(cause)}`],
    };
  }
}

async function freezeAndCut(
  attempt: Attempt,
  opened: OpenedHold,
): Promise<Omit<FrozenCut, "cut"> & { readonly made: Cut }> {
  const { application, ports, token, ctx } = attempt;
  const { clock } = ports;
  const budgetMs = application.quiesce.budget;
  // A shutdown's signal is not heeded from here on: a window ends by its budget, in order, with its evidence.
  const begun = clock.monotonic();
  const until = AbortSignal.any([AbortSignal.timeout(budgetMs), opened.lost]);
  await opened.freeze(until);
  if (until.aborted) {
    await opened.thaw();
    throw until.reason;
  }
  const frozenAt = toIso(clock.now());
  ctx.progress({ phase: "frozen" });
  const made = await cut(attempt, until);
  await opened.prove(until);
  const thawOrderedAt = toIso(clock.now());
  await opened.thaw();
  const windowMs = clock.monotonic() - begun;
  const thawedAt = toIso(clock.now());
  ctx.progress({ phase: "thawed", windowMs });
  const servers = await opened.collect(AbortSignal.timeout(COLLECT_MS));
  const hold = {
    token,
    budgetMs,
    servers,
    frozenAt,
    thawOrderedAt,
    thawedAt,
    windowMs,
    availableBeforeThaw: made.availableAt !== undefined,
  };
  return { begun: true, made, hold, failure: flawsOf(hold, opened.lost) };
}

/** What broke a hold, in words; empty when it was whole. */
export function flawsOf(hold: HoldEvidence, lost: AbortSignal): string[] {
  const { availableBeforeThaw, windowMs, budgetMs } = hold;
  const flaws = lost.aborted
    ? [lost.reason instanceof Error ? lost.reason.message : String(lost.reason)]
    : [];
  for (const { server, heldUntilOrdered, thawCause, thawProved, ...seen } of hold.servers) {
    if (!heldUntilOrdered) flaws.push(`${server} thawed before it was told to (${thawCause})`);
    else if (availableBeforeThaw && !seen.blockedAfterCut)
      flaws.push(`${server} could not prove that writes were blocked until the end`);
    if (!seen.watchdogQuiet) flaws.push(`${server}: the watchdog fired`);
    if (!thawProved) flaws.push(`${server}: the thaw was not proved`);
  }
  // A set that was not there in time has used the budget up: that is said once.
  if (!availableBeforeThaw) flaws.push(NOT_AVAILABLE_IN_TIME);
  else if (windowMs > budgetMs)
    flaws.push(
      `the freeze window overran its budget of ${describeDuration(budgetMs)} by ${describeDuration(windowMs - budgetMs)}`,
    );
  return flaws;
}

/** The manifest and what preflight found, as the guests need it. */
export function holdRequest(
  { application, target, ctx }: Pick<Attempt, "application" | "target"> & { ctx: { runId: string } },
  rehearse = false,
): HoldRequest {
  const { stages, budget } = application.quiesce;
  const involved = new Set(stages.flat().map((recipe) => recipe.server));
  return {
    runId: ctx.runId,
    rehearse,
    budgetMs: budget,
    servers: application.servers.filter((server) => involved.has(server.name)).map(guestAddress),
    volumes: target.volumes
      .filter((volume) => involved.has(volume.server))
      .map(({ role, volumeId, server, mount }) => ({ role, volumeId, server, mount })),
    stages,
  };
}
