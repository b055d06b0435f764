import { escaped, timeOfDay } from "../mrkdwn.ts";
import { context, header, section } from "./blocks.ts";
import type { Message } from "./message.ts";
import type { Phase } from "./phase.ts";
import { provenance } from "./provenance.ts";
import type { RunState } from "./run-state.ts";
import { secondsOf } from "./snapshot-words.ts";
import { type Task, taskLines, taskPlan } from "./task-plan.ts";

/** A run that goes on: a plan with one card per step, or the same as text for a client that does not know plans. */
export function progressMessage(state: RunState): Message {
  const tasks = tasksOf(state.phases);
  const title = `⏳ ${state.application}: ${nowWords(state.phases)}`;
  const since = frozenSince(state.phases);
  const small = context([since, provenance(state)]);
  return {
    text: escaped(title, 150),
    blocks: [taskPlan(title, tasks, state.run.id), small],
    classic: [header(title), section(taskLines(tasks)), small],
  };
}

/** In the order in which they happen. `collecting` begins when Cinder has answered, whatever it was. */
const STEPS: readonly {
  readonly from: Phase["phase"];
  readonly until: Phase["phase"] | "end";
  readonly title: string;
}[] = [
  { from: "preflight", until: "freezing", title: "Look at the cloud and the guests" },
  { from: "freezing", until: "frozen", title: "Freeze and prove it" },
  { from: "frozen", until: "collecting", title: "Group snapshot by Cinder" },
  { from: "thawed", until: "thawed", title: "Thaw" },
  { from: "collecting", until: "end", title: "Look at every volume, keep the evidence" },
];

const ORDER = ["waiting", "preflight", "freezing", "frozen", "thawed", "collecting", "end"] as const;

/** Steps that were passed without being seen are left out: they may not have happened. */
function tasksOf(phases: readonly Phase[]): Task[] {
  const seen = new Map(phases.map((phase) => [phase.phase, phase]));
  const reached = Math.max(...phases.map((phase) => ORDER.indexOf(phase.phase)));
  return STEPS.flatMap((step): Task[] => {
    const { title } = step;
    if (ORDER.indexOf(step.from) > reached) return [{ title, status: "pending" }];
    if (!seen.has(step.from)) return [];
    const over = ORDER.indexOf(step.until) <= reached;
    return [{ title, status: over ? "complete" : "in_progress", ...note(step.from, seen.get("thawed")) }];
  });
}

const note = (from: Phase["phase"], thawed: Phase | undefined): { note?: string } =>
  from === "thawed" && thawed?.windowMs !== undefined ? { note: `frozen ${secondsOf(thawed.windowMs)}` } : {};

function nowWords(phases: readonly Phase[]): string {
  switch (phases.at(-1)?.phase) {
    case "freezing":
      return "freezing";
    case "frozen":
      return "frozen, Cinder is cutting";
    case "thawed":
      return "thawed, waiting for Cinder";
    case "collecting":
      return "looking at every volume";
    default:
      return "looking at the cloud";
  }
}

/** The moment, not how long: a message is not read when it is written. */
function frozenSince(phases: readonly Phase[]): string | undefined {
  const last = phases.at(-1);
  return last?.phase === "frozen" ? `frozen since ${timeOfDay(last.at)}` : undefined;
}
