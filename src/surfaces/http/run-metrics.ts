import { Counter, Histogram, type Registry } from "prom-client";
import { z } from "zod";
import { Outcome } from "#domain/snapshot-result.ts";
import type { RunView } from "#engine/port.ts";
import type { Operations } from "#operations/index.ts";
import { type CountedApplications, countedApplications } from "./counted-applications.ts";

/** Freeze windows aim at less than 5 s, their budget is 10 s, and 30 s is the most that a manifest may ask for. */
const WINDOW_BUCKETS = [0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 30];

export interface RunMetrics extends Pick<CountedApplications, "forget"> {
  stop(): void;
}

/** Counts runs as they end, since this process began. */
export function runMetrics(
  register: Registry,
  operations: Pick<Operations, "onRun" | "applications">,
): RunMetrics {
  const registers = [register];
  const runs = new Counter({
    name: "freezeframe_runs_total",
    help: "Runs that ended, by outcome: ok, degraded, requirement-missed, refused, incomplete; failed, cancelled, parked",
    labelNames: ["application", "outcome"] as const,
    registers,
  });
  const windows = new Histogram({
    name: "freezeframe_freeze_window_seconds",
    help: "Length of freeze windows: first freeze sent to last thaw answered",
    labelNames: ["application"] as const,
    buckets: WINDOW_BUCKETS,
    registers,
  });
  const thaws = new Counter({
    name: "freezeframe_thaws_total",
    help: "Why guests thawed: ordered is as it should be; deadline, silence, eof, signal, error: by themselves; not-heard: no guest said",
    labelNames: ["application", "cause"] as const,
    registers,
  });
  const { counts, forget } = countedApplications(operations, (application) => {
    windows.remove({ application });
    for (const outcome of OUTCOMES) runs.remove({ application, outcome });
    for (const cause of CAUSES) thaws.remove({ application, cause });
  });
  const stop = operations.onRun((run) => {
    const ended = endOf(run);
    if (ended === undefined || !counts(ended.application)) return;
    const { application, outcome, frozen } = ended;
    runs.inc({ application, outcome });
    if (frozen === undefined) return;
    windows.observe({ application }, frozen.windowMs / 1_000);
    thaws.inc({ application, cause: causeOf(frozen.thawCause) });
  });
  return { stop, forget };
}

const About = z.object({ application: z.string() });
const Result = z.object({
  outcome: Outcome,
  frozen: z.object({ windowMs: z.number(), thawCause: z.string() }).optional(),
});

/** Those of a snapshot, then the states of runs that have no result. */
const OUTCOMES = [...Outcome.options, "done", "failed", "cancelled", "parked"] as const;
/** The holder's words (docs/hold-protocol.md), and what the bot says when it heard none. */
const CAUSES = ["ordered", "deadline", "silence", "eof", "signal", "error", "not-heard", "other"] as const;

interface Ended {
  readonly application: string;
  readonly outcome: (typeof OUTCOMES)[number];
  readonly frozen?: z.infer<typeof Result>["frozen"];
}

/** Undefined while a run goes on, and for runs that are about no application. */
function endOf({ workflow, state, input, result }: RunView): Ended | undefined {
  // A request tells the result of the run that it had made, which is counted itself.
  if (workflow.startsWith("request-")) return undefined;
  const about = About.safeParse(input).data;
  if (about === undefined || state === "queued" || state === "running") return undefined;
  if (state !== "done") return { ...about, outcome: state };
  return { ...about, outcome: "done", ...Result.safeParse(result).data };
}

function causeOf(said: string): (typeof CAUSES)[number] {
  const word = said === "not heard" ? "not-heard" : said;
  return CAUSES.find((cause) => cause === word) ?? "other";
}
