import { z } from "zod";
import { RehearsalResult } from "#domain/doctor/rehearsal.ts";
import { RestoreRequestResult } from "#domain/restore/restore-request-result.ts";
import { TestReport } from "#domain/restore-test/report.ts";
import { prunedWords } from "#domain/retention/result.ts";
import type { NotApproved } from "#domain/snapshot-request-result.ts";
import { SnapshotRequestResult } from "#domain/snapshot-request-result.ts";
import type { RunView } from "#engine/port.ts";
import { ago, code, escaped } from "../mrkdwn.ts";
import { Discarded } from "../restore-run.ts";
import { context, section, sections } from "./blocks.ts";
import type { Message } from "./message.ts";
import { restoreHeadline } from "./restore-words.ts";
import { outcomeWords } from "./snapshot-words.ts";
import { testHeadline } from "./test-words.ts";

const SHOWN = 12;

/** Runs, newest first. */
export function runsAnswer(runs: readonly RunView[], now: number): Message {
  const open = runs.filter((run) => run.state === "running" || run.state === "queued").length;
  const said =
    runs.length === 0
      ? "No runs yet"
      : `${open === 0 ? "Nothing runs now" : `${open} not ended`}; newest first`;
  return {
    text: said,
    blocks: [
      section([`*${said}*`]),
      ...sections(
        runs.slice(0, SHOWN).map((run) => line(run, now)),
        3,
      ),
      ...(runs.length > SHOWN
        ? [context([`… and ${runs.length - SHOWN} more: ${code("freezeframe runs")} on the command line`])]
        : []),
    ],
  };
}

function line(run: RunView, now: number): string {
  const about = escaped(About.safeParse(run.input).data?.application ?? run.lockKey ?? run.workflow, 80);
  return `${stateOf(run)} · *${about}*, ${ago(run.createdAt, now)}, ${code(run.id, 80)}`;
}

const About = z.looseObject({ application: z.string() });

function stateOf(run: RunView): string {
  switch (run.state) {
    case "queued":
      return "⏳ queued";
    case "running":
      if (run.workflow.startsWith("test-restore@")) return "🧪 restore test running";
      return run.workflow.startsWith("request-") ? "🔐 waits for approval, or goes on" : "⏳ running";
    case "done":
      return outcomeOf(run);
    case "failed":
      return `❌ failed: ${escaped(run.error?.message ?? "no reason kept", 120)}`;
    case "cancelled":
      return "✋ cancelled";
    case "parked":
      return "🅿️ parked";
  }
}

function outcomeOf({ result }: RunView): string {
  const tested = TestReport.safeParse(result).data;
  if (tested !== undefined) return withoutName(testHeadline(tested), tested);
  const restored = RestoreRequestResult.safeParse(result).data;
  if (restored !== undefined && !("approvalId" in restored)) return restoreWords(restored);
  const discarded = Discarded.safeParse(result).data;
  if (discarded !== undefined)
    return discarded.left.length === 0 ? "🧹 discarded" : `❌ not gone: ${discarded.left.length} left`;
  const rehearsed = RehearsalResult.safeParse(result).data;
  if (rehearsed !== undefined) return REHEARSED[rehearsed.outcome];
  const pruned = prunedWords(result);
  if (pruned !== undefined) return `${pruned.includes("could not") ? "⚠️" : "🗑️"} ${pruned}`;
  const read = SnapshotRequestResult.safeParse(result).data;
  if (read === undefined) return "⚪ done";
  if ("approvalId" in read) return `🚫 not done: ${read.outcome}`;
  const { emoji, word } = outcomeWords(read);
  return `${emoji} ${word.toLowerCase().replace(": ", ", ")}${read.label?.grade ?? "no point"}`;
}

const REHEARSED: Readonly<Record<RehearsalResult["outcome"], string>> = {
  held: "✅ freeze rehearsed",
  flawed: "❌ freeze rehearsed, not whole",
  "not-frozen": "❌ rehearsal: not frozen",
  refused: "🚫 rehearsal refused",
};

function restoreWords(result: Exclude<RestoreRequestResult, NotApproved>): string {
  if ("problems" in result) return "🚫 restore not possible";
  return escaped(
    restoreHeadline(result).replace(` ${result.application}:`, () => " restore:"),
    120,
  );
}

/** The line names the application already. */
const withoutName = (headline: string, { application }: TestReport): string =>
  escaped(headline.replace(` ${application}:`, ""), 120);
