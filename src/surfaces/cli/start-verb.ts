import { DomainError } from "#domain/errors.ts";
import type { RunState } from "#engine/port.ts";
import { version } from "#support/version.ts";
import type { Answer, Asked } from "./answer.ts";
import { exitStatus } from "./exit-status.ts";
import { ok } from "./verb.ts";
import { withSession } from "./with-session.ts";

/** `start`: the bot, until a signal. `start --until-idle`: brings what is unfinished to its end, and listens to nobody. */
export const startVerb = (asked: Asked): Promise<Answer> =>
  asked.arguments.untilIdle ? untilIdle(asked) : untilStopped(asked);

async function untilStopped({ backstage, signal, say }: Asked): Promise<Answer> {
  await backstage.start(
    (words) => say(`freezeframe ${version} is ready: ${words}`, { ready: words, version, pid: process.pid }),
    signal,
  );
  return { status: exitStatus.ok };
}

async function untilIdle(asked: Asked): Promise<Answer> {
  const bot = await asked.backstage.bot();
  await bot?.close();
  if (bot !== undefined)
    throw new DomainError("busy", "a bot is running and takes up by itself what was left unfinished", {
      next: "freezeframe runs shows it",
    });
  return withSession(asked, async ({ recover, idle, operations }) => {
    const recovered = await recover();
    await idle(asked.signal);
    const views = await Promise.all(recovered.map((id) => operations.run(id)));
    const waiting = views.filter(({ state }) => goesOn.has(state)).map(({ id }) => id);
    const ended = recovered.filter((id) => !waiting.includes(id));
    const text = [
      ...(ended.length === 0 ? [] : [`brought to its end: ${ended.join(", ")}`]),
      ...(waiting.length === 0
        ? []
        : [`still waits for people or for its time: ${waiting.join(", ")} (freezeframe approvals)`]),
    ];
    return ok(text.length === 0 ? "nothing was unfinished" : text.join("\n"), { recovered, waiting });
  });
}

/** Not ended: after all was done that could be, it waits. */
const goesOn: ReadonlySet<RunState> = new Set(["queued", "running"]);
