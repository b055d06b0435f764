import { escaped } from "../mrkdwn.ts";
import { context, header, section } from "./blocks.ts";
import type { Message } from "./message.ts";
import { provenance } from "./provenance.ts";
import { elapsed, nowWords, tasksOf } from "./restore-progress.ts";
import { taskLines, taskPlan } from "./task-plan.ts";
import type { TestState } from "./test-state.ts";

const OF_A_TEST = { plan: "Pick a point, plan, ask for quota", tearDownIsPlanned: true };

/** A restore test that goes on: its steps with their counts, how long it takes, and how long it may. */
export function testProgress(state: TestState, now: number): Message {
  const { run, application, restore, phases } = state;
  const about = { record: restore, phases };
  const tasks = tasksOf(about, OF_A_TEST);
  const title = `🧪 ${application}: restore test, ${nowWords(phases.at(-1)) ?? planWords(phases)}`;
  const small = context([elapsed({ ...about, child: run }, now), provenance(state)]);
  return {
    text: escaped(title, 150),
    blocks: [taskPlan(title, tasks, run.id), small],
    classic: [header(title), section(taskLines(tasks)), small],
  };
}

const planWords = (phases: TestState["phases"]): string =>
  phases.some(({ phase }) => phase === "planning") ? "planning" : "picking a point";
