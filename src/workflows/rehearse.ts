import type { Application } from "#domain/application.ts";
import { feltAround } from "#domain/doctor/felt.ts";
import type { RehearsalResult } from "#domain/doctor/rehearsal.ts";
import { DomainError } from "#domain/errors.ts";
import type { RunContext, StepContext } from "#engine/port.ts";
import { toIso } from "#support/clock.ts";
import { newToken } from "#support/ids.ts";
import { pause } from "#support/pause.ts";
import { databasesOf } from "./databases-of.ts";
import type { TimedCommits } from "./doctor-ports.ts";
import { COLLECT_MS, flawsOf, holdRequest } from "./frozen-cut.ts";
import type { OpenedHold } from "./guest-port.ts";
import { openHold } from "./open-hold.ts";
import { refusePaused } from "./paused.ts";
import type { Ports } from "./ports.ts";
import type { Target } from "./preflight.ts";
import { settleOpenHolds } from "./settle-open-holds.ts";

/** Held so long where nobody knows how long a cut takes … */
const UNKNOWN_CUT_MS = 1_000;
/** … and never for more than this part of the budget: a rehearsal is not there to break it. */
const PART_OF_BUDGET = 0.5;
/** Commits are timed for so long before the freeze and after the thaw, ms. */
const BESIDE_MS = 1_500;
/** All that lies around the hold: sessions, checkpoint, the answers after it. */
const AROUND_MS = 200_000;

type Held = Omit<RehearsalResult, "application" | "runId" | "budgetMs" | "findings">;

interface Rehearsal {
  readonly application: Application;
  readonly target: Target;
  readonly ports: Ports;
}

/**
 * One hold, as ONE step: settle what was left → commit a hold → freeze → prove → wait as long as a cut takes → prove → thaw.
 * A crash inside settles the hold and ends the run: nobody is there any more who wanted to see it, so it is not repeated.
 */
export async function rehearse(ctx: RunContext, step: StepContext, rehearsal: Rehearsal): Promise<Held> {
  const { application, ports } = rehearsal;
  await settleOpenHolds(application, step, ports);
  if (step.execution > 1)
    throw new DomainError(
      "interrupted",
      "Freezeframe stopped in the middle of the rehearsal; what it held is thawed",
      {
        next: `freezeframe doctor ${application.application} --rehearse, when it is wanted again`,
      },
    );
  await refusePaused(ports.records, application.application);
  return ports.windowSlots.within(step.signal, () => heldOnRecord(ctx, step, rehearsal));
}

async function heldOnRecord(ctx: RunContext, step: StepContext, rehearsal: Rehearsal): Promise<Held> {
  const { ports } = rehearsal;
  const token = newToken();
  await openHold(rehearsal, ctx, step, token);
  const held = await hold(ctx, step.signal, rehearsal, token);
  const how = held.outcome === "held" ? "rehearsed: thawed, proved" : `rehearsed: ${held.problems[0] ?? ""}`;
  await ports.records.settleHold(token, how, held.outcome !== "not-frozen");
  return held;
}

async function hold(
  ctx: RunContext,
  signal: AbortSignal,
  { application, target, ports }: Rehearsal,
  token: string,
): Promise<Held> {
  const guests = databasesOf(application);
  const forMs = AROUND_MS + application.quiesce.budget;
  let begun = false;
  try {
    await using commits = ports.guests.timeCommits({ runId: ctx.runId, guests, forMs }, signal);
    await using opened = await ports.guests.open(holdRequest({ application, target, ctx }), signal);
    await commits.ready;
    if (guests.length > 0) await pause(BESIDE_MS, signal);
    await opened.arm(token, signal);
    ctx.progress({ phase: "freezing" });
    begun = true;
    return await frozen(ctx, { application, target, ports }, { opened, commits, token });
  } catch (cause) {
    if (signal.aborted && !begun) throw cause;
    const why = cause instanceof DomainError ? cause.message : `the freeze failed: ${String(cause)}`;
    return { outcome: begun ? "flawed" : "not-frozen", servers: [], problems: [why], felt: [], unfelt: [] };
  }
}

async function frozen(
  ctx: RunContext,
  { application, target, ports }: Rehearsal,
  { opened, commits, token }: { opened: OpenedHold; commits: TimedCommits; token: string },
): Promise<Held> {
  const { clock } = ports;
  const budgetMs = application.quiesce.budget;
  const heldMs = Math.min(target.prediction?.ms ?? UNKNOWN_CUT_MS, budgetMs * PART_OF_BUDGET);
  const began = clock.monotonic();
  // A shutdown's signal is not heeded from here on: a window ends by its budget, in order.
  const until = AbortSignal.any([AbortSignal.timeout(budgetMs), opened.lost]);
  await opened.freeze(until);
  const frozenAt = toIso(clock.now());
  ctx.progress({ phase: "frozen" });
  await pause(heldMs, until).catch(() => undefined);
  await opened.prove(until);
  const thawOrderedAt = toIso(clock.now());
  await opened.thaw();
  const windowMs = clock.monotonic() - began;
  ctx.progress({ phase: "thawed", windowMs });
  const thawedAt = toIso(clock.now());
  const spans = opened.frozenSpans();
  const servers = await opened.collect(AbortSignal.timeout(COLLECT_MS));
  await pause(BESIDE_MS, AbortSignal.timeout(BESIDE_MS * 2));
  const { felt, problems: unfelt } = await commits.stop();
  const times = { frozenAt, thawOrderedAt, thawedAt, windowMs };
  const problems = flawsOf({ token, budgetMs, servers, ...times, availableBeforeThaw: true }, opened.lost);
  return {
    outcome: problems.length === 0 ? "held" : "flawed",
    windowMs,
    heldMs,
    servers: servers.map(({ server, frozenMs, mounts }) => ({
      server,
      mounts,
      ...(frozenMs === undefined ? {} : { frozenMs }),
    })),
    problems,
    felt: felt.flatMap(({ server, database, commits: all }) =>
      spans
        .filter((span) => span.server === server)
        .map((span) => ({ server, database, ...feltAround(all, span) })),
    ),
    unfelt: [...unfelt],
  };
}
