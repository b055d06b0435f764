import { DomainError } from "#domain/errors.ts";
import { HelloAnswer, readAnswer } from "./answers.ts";
import type { HolderSession } from "./holder-session.ts";

/** The protocol that this bot speaks. */
export const protocolVersion = 1;

/** The first exchange. Errors: `unreachable`; `refused` when bot and guest kit speak different protocols. */
export async function greet(
  session: HolderSession,
  who: { readonly instance: string; readonly run: string; readonly withinMs: number },
  signal: AbortSignal,
): Promise<HelloAnswer> {
  const values = { protocol: protocolVersion, instance: who.instance, run: who.run };
  const [line] = await session.ask("HELLO", values, {
    ends: (answer) => answer.verb === "HELLO",
    withinMs: who.withinMs,
    signal,
  });
  if (line === undefined) throw new DomainError("failed", `${session.server}: the guest said nothing`);
  const hello = readAnswer(session.server, HelloAnswer, line);
  if (hello.protocol === protocolVersion) return hello;
  const older = hello.protocol < protocolVersion;
  throw new DomainError(
    "refused",
    `${session.server}: the guest kit ${hello.kit} is ${older ? "older" : "newer"} than this bot: it speaks protocol ${hello.protocol}, the bot ${protocolVersion}`,
    { next: older ? "Run install.sh of this release's guest kit in the guest." : "Update the bot." },
  );
}
