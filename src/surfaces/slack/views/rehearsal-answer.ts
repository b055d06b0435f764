import { RehearsalResult } from "#domain/doctor/rehearsal.ts";
import type { RunView } from "#engine/port.ts";
import { atMost } from "../fit.ts";
import { code, escaped } from "../mrkdwn.ts";
import { context, header, section, sections } from "./blocks.ts";
import type { Message } from "./message.ts";
import { feltWords } from "./rehearsal-words.ts";
import { secondsOf } from "./snapshot-words.ts";

/** What became of a rehearsal: the window, what the databases felt, and that everything is thawed. */
export function rehearsalAnswer(run: RunView, application: string): Message {
  const read = RehearsalResult.safeParse(run.result);
  return read.success ? ended(read.data) : withoutResult(run, application);
}

const HEADS = {
  held: "✅ rehearsed: frozen, proved, thawed",
  flawed: "❌ rehearsal NOT WHOLE",
  "not-frozen": "❌ NOT FROZEN",
  refused: "🚫 REFUSED: nothing was touched",
} as const;

function ended(result: RehearsalResult): Message {
  const { application, outcome, problems, felt, unfelt, servers, windowMs, budgetMs, runId } = result;
  const said = `${HEADS[outcome].slice(0, 2)}${application}: ${HEADS[outcome].slice(2)}`;
  const mounts = servers.flatMap(({ server, mounts: all }) => all.map(({ mount }) => `${server} ${mount}`));
  return {
    text: escaped(said, 200),
    blocks: [
      header(said),
      section([
        windowMs === undefined
          ? undefined
          : `*Freeze window:* ${secondsOf(windowMs)} of ${secondsOf(budgetMs)}; no snapshot was made`,
        ...felt.map((one) => `*Felt:* ${escaped(feltWords(one), 300)}`),
        ...unfelt.map((why) => `*Not felt:* ${escaped(why, 300)}`),
        mounts.length === 0 ? undefined : `*Froze:* ${atMost(mounts, 8, (one) => code(one, 120)).join(", ")}`,
      ]),
      ...sections(
        atMost(problems, 6, (problem) => `⛔ ${escaped(problem, 400)}`),
        3,
      ),
      context([`run ${code(runId, 80)}`]),
    ],
  };
}

/** It failed, was cancelled, or a bot of another version had it. */
function withoutResult({ id, state, error }: RunView, application: string): Message {
  const said = `❌ ${application}: the rehearsal ended without a result (${state})`;
  return {
    text: escaped(said, 200),
    blocks: [
      header(said),
      section([
        error === undefined ? undefined : escaped(error.message, 600),
        error?.next === undefined ? undefined : `*Next:* ${escaped(error.next, 300)}`,
        `Is anything frozen now? ${code(`/ff status ${application}`, 120)}`,
      ]),
      context([`run ${code(id, 80)}`]),
    ],
  };
}
