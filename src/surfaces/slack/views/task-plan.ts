import type { PlanBlock, RichTextBlock, TaskCardBlock } from "@slack/types";
import { fitted } from "../fit.ts";
import { LIMITS } from "../limits.ts";
import { escaped, plain } from "../mrkdwn.ts";

/** One step of something that goes on. */
export interface Task {
  readonly title: string;
  readonly status: TaskCardBlock["status"];
  readonly note?: string;
}

/** The steps as one card each. */
export function taskPlan(title: string, tasks: readonly Task[], runId: string): PlanBlock {
  return {
    type: "plan",
    title: plain(title, LIMITS.planTitle),
    tasks: tasks.map(
      (task, index): TaskCardBlock => ({
        type: "task_card",
        task_id: fitted(`${plain(runId, 200)}-${index + 1}`, LIMITS.id),
        title: plain(task.title, LIMITS.taskTitle),
        status: task.status,
        ...(task.note === undefined ? {} : { output: richText(task.note) }),
      }),
    ),
  };
}

/** The same for a client that does not know plans: a bar, then a line for each step. */
export function taskLines(tasks: readonly Task[]): string[] {
  const done = tasks.filter((task) => task.status === "complete").length;
  const bar = `${"▓".repeat(done)}${"░".repeat(tasks.length - done)} ${done} of ${tasks.length} steps`;
  return [bar, ...tasks.map(taskLine)];
}

const richText = (text: string): RichTextBlock => ({
  type: "rich_text",
  elements: [
    {
      type: "rich_text_section",
      elements: [{ type: "text", text: plain(text, NOTE_MAX).trim() || "–" }],
    },
  ],
});

/** What a guest says of itself while it works is no essay. */
const NOTE_MAX = 150;

const MARK = { complete: "✅", in_progress: "⏳", pending: "⚪", error: "❌" } as const;
const SAID = { complete: "done", in_progress: "now", pending: "to come", error: "stopped" } as const;

const taskLine = ({ title, status, note }: Task): string =>
  `${MARK[status]} ${escaped(title, LIMITS.taskTitle)}: ${SAID[status]}${note === undefined ? "" : ` (${escaped(note, NOTE_MAX)})`}`;
