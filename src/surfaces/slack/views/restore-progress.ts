import { describeDuration } from "#domain/duration.ts";
import { escaped, timeOfDay } from "../mrkdwn.ts";
import { context, header, section } from "./blocks.ts";
import type { Message } from "./message.ts";
import { provenance } from "./provenance.ts";
import type { RestorePhase } from "./restore-phase.ts";
import type { RestoreState } from "./restore-state.ts";
import { yes } from "./restore-waiting.ts";
import { type Task, taskLines, taskPlan } from "./task-plan.ts";

/** A restore that goes on: its steps with their counts, how long it takes, and how long it may. */
export function restoreProgress(state: RestoreState, now: number): Message {
  const tasks = tasksOf(state, OF_A_RESTORE);
  const title = `⏳ ${state.application}: restore, ${nowWords(state.phases.at(-1)) ?? "looking at the plan again"}`;
  const small = context([elapsed(state, now), state.approval && yes(state.approval), provenance(state)]);
  return {
    text: escaped(title, 150),
    blocks: [taskPlan(title, tasks, state.run.id), small],
    classic: [header(title), section(taskLines(tasks)), small],
  };
}

const OF_A_RESTORE = { plan: "Plan, looked at again", tearDownIsPlanned: false };

/** Undefined before anything is made. */
export function nowWords(phase: RestorePhase | undefined): string | undefined {
  switch (phase?.phase) {
    case "creating":
      return `volumes ${phase.done}/${phase.of}`;
    case "attaching":
      return `attach ${phase.done}/${phase.of}`;
    case "booting":
      return "booting";
    case "recovering":
      return phase.what ?? "looking at the data";
    case "listing":
      return "looking what is there";
    case "tearing down":
      return "taking away what was made";
    default:
      return undefined;
  }
}

/** What a reader asks first: how long does it take? As of the moment in which it was written. */
export function elapsed(
  { record, child }: Pick<RestoreState, "record" | "child">,
  now: number,
): string | undefined {
  const since = record?.startedAt ?? child?.createdAt;
  if (since === undefined) return undefined;
  const { expected, rtoMs } = record?.plan ?? {};
  const about =
    expected === undefined
      ? "; how long it takes is not known"
      : ` of about *${describeDuration(expected.ms)}*`;
  const objective = rtoMs === undefined ? "" : `, objective ${describeDuration(rtoMs)}`;
  return `⏱️ *${describeDuration(Math.max(0, now - since))}*${about}${objective} · as of ${timeOfDay(now)}, since ${timeOfDay(since)}`;
}

const WORK = ["creating", "attaching", "booting", "recovering"] as const;
type Work = (typeof WORK)[number];
const isWork = (phase: RestorePhase): phase is Extract<RestorePhase, { phase: Work }> =>
  WORK.some((one) => one === phase.phase);

type Settling = Extract<RestorePhase, { phase: "listing" | "tearing down" }>;
const isSettling = (found: RestorePhase): found is Settling =>
  found.phase === "listing" || found.phase === "tearing down";

interface Words {
  /** What the first step is called. */
  readonly plan: string;
  /** Taking everything away again is the last step, whatever came of those before it. */
  readonly tearDownIsPlanned: boolean;
}

/** Steps that were passed without being seen are left out: they may not have happened. */
export function tasksOf(
  state: Pick<RestoreState, "phases" | "record" | "approval">,
  { plan, tearDownIsPlanned }: Words,
): Task[] {
  const { phases, approval } = state;
  const seen = new Map(phases.map((phase) => [phase.phase, phase]));
  const settling = phases.findLast(isSettling);
  const work = phases.filter(isWork);
  const last = work.at(-1)?.phase;
  const begun = work.length > 0 || settling !== undefined;
  return [
    ...(approval === undefined ? [] : [{ title: "Approval", status: "complete" as const }]),
    { title: plan, status: begun ? "complete" : "in_progress" },
    ...stepsOf(state).flatMap((step): Task[] => {
      const found = seen.get(step);
      if (found === undefined)
        return settling === undefined && isAfter(step, last)
          ? [{ title: TITLES[step], status: "pending" }]
          : [];
      // Whoever looked at the data was through with it, and the verdict says what they found.
      const looked = tearDownIsPlanned && step === "recovering" && settling !== undefined;
      const { status } = looked ? { status: "complete" as const } : statusOf(step === last, settling);
      const said = looked ? { note: "the verdict follows" } : note(found, status === "complete");
      return [{ title: TITLES[step], status, ...said }];
    }),
    ...(settling === undefined
      ? tearDownIsPlanned
        ? [{ ...settlingTask({ phase: "tearing down" }), status: "pending" as const }]
        : []
      : [settlingTask(settling)]),
  ];
}

/** Without a plan at hand nobody knows whether there will be a server. */
function stepsOf({ record, phases }: Pick<RestoreState, "record" | "phases">): Work[] {
  const { server, boot, checks = [] } = record?.plan ?? {};
  const heard = (step: Work) => phases.some(({ phase }) => phase === step);
  const planned: Readonly<Record<Work, boolean>> = {
    creating: true,
    attaching: server !== undefined,
    booting: boot !== undefined,
    recovering: checks.length > 0,
  };
  return WORK.filter((step) => heard(step) || planned[step]);
}

const isAfter = (step: Work, last: Work | undefined): boolean =>
  last === undefined || WORK.indexOf(step) > WORK.indexOf(last);

/** What was being done when everything was taken away again did not get through. */
function statusOf(isLast: boolean, settling: Settling | undefined): Pick<Task, "status"> {
  if (!isLast) return { status: "complete" };
  if (settling === undefined) return { status: "in_progress" };
  return { status: settling.phase === "tearing down" ? "error" : "complete" };
}

const TITLES: Readonly<Record<Work, string>> = {
  creating: "Make the volumes, prove each of them",
  attaching: "Attach them to the recovery server",
  booting: "Boot a server from them",
  recovering: "Recover the database, check the data",
};

/** The last count is heard before the last of them; what comes after it tells that all are done. */
function note(found: RestorePhase, over: boolean): { note?: string } {
  if (found.phase === "creating" || found.phase === "attaching")
    return { note: `${over ? found.of : found.done} of ${found.of}` };
  return !over && found.phase === "recovering" && found.what !== undefined ? { note: found.what } : {};
}

const settlingTask = ({ phase, why }: Settling): Task => ({
  title: phase === "tearing down" ? "Take away what was made" : "List what is there",
  status: "in_progress",
  ...(why === undefined ? {} : { note: why }),
});
