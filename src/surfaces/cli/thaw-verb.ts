import { DomainError, type ErrorKind } from "#domain/errors.ts";
import type { Thawed } from "#operations/index.ts";
import type { Answer, Asked } from "./answer.ts";
import type { Session } from "./backstage.ts";
import { exitStatus } from "./exit-status.ts";
import { thawText } from "./text/lists.ts";

/** `thaw APP`: by the running bot, which keeps an audit of it; by this process itself when the bot cannot. */
export async function thawVerb(asked: Asked, application: string): Promise<Answer> {
  const guests = await thaw(asked, application);
  const failed = guests.some((guest) => guest.was === "unreachable");
  return {
    text: thawText(application, guests),
    json: { application, guests },
    status: failed ? exitStatus.unreachable : exitStatus.ok,
  };
}

async function thaw(asked: Asked, application: string): Promise<Thawed[]> {
  const { backstage, signal, progress } = asked;
  const bot = await botIfItAnswers(asked);
  if (bot === undefined) return backstage.thaw(application, signal);
  try {
    return await bot.operations.thaw(application, await backstage.actor(), signal);
  } catch (cause) {
    if (signal.aborted || (cause instanceof DomainError && isAnswer.has(cause.kind))) throw cause;
    progress(`the running bot could not do it (${wordsOf(cause)}): asking the guests from here`);
    return backstage.thaw(application, signal);
  } finally {
    await bot.close();
  }
}

/** The bot has decided: doing the same beside it would be a way around it. */
const isAnswer: ReadonlySet<ErrorKind> = new Set(["invalid-input", "not-found", "not-permitted", "refused"]);

/** A bot that is stuck, or of another version, must not stand between a person and a frozen guest. */
async function botIfItAnswers({ backstage, progress }: Asked): Promise<Session | undefined> {
  try {
    return await backstage.bot();
  } catch (cause) {
    progress(`${wordsOf(cause)}: asking the guests from here`);
    return undefined;
  }
}

const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
