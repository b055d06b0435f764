import { DomainError } from "#domain/errors.ts";
import type { RecoveryKit } from "#domain/restore/facts.ts";
import { HelloAnswer, readAnswer } from "./answers.ts";
import type { Conversation } from "./conversation.ts";
import { helloQuestion, PROTOCOL, type Who } from "./questions.ts";

/** The first exchange. Errors: `unreachable`; `refused` when it is no recovery server or speaks another protocol. */
export async function greet(
  conversation: Conversation,
  who: Who,
  withinMs: number,
  signal: AbortSignal,
): Promise<RecoveryKit> {
  const { server } = conversation;
  const [verb, values] = helloQuestion(who);
  const [line] = await conversation.ask(verb, values, { ends: "HELLO", withinMs, signal });
  const hello = readAnswer(server, HelloAnswer, line ?? { verb: "HELLO", args: {} });
  if (hello.nonce !== who.nonce)
    throw new DomainError("failed", `${server}: the answer to HELLO is not to ours (another nonce)`);
  if (hello.protocol !== PROTOCOL) {
    const older = hello.protocol < PROTOCOL;
    throw new DomainError(
      "refused",
      `${server}: the recovery kit ${hello.kit} is ${older ? "older" : "newer"} than this bot: it speaks protocol ${hello.protocol}, the bot ${PROTOCOL}`,
      { next: older ? "Run install.sh of this release's recovery kit there." : "Update the bot." },
    );
  }
  const { kit, kernel, postgresql, mariadb, glibc, icu } = hello;
  return { kit, kernel, postgresql, mariadb, glibc, icu };
}
