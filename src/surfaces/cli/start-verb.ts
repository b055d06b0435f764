import { DomainError } from "#domain/errors.ts";
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
  return withSession(asked, async ({ recover, idle }) => {
    const recovered = await recover();
    await idle(asked.signal);
    const text =
      recovered.length === 0 ? "nothing was unfinished" : `brought to its end: ${recovered.join(", ")}`;
    return ok(text, { recovered });
  });
}
