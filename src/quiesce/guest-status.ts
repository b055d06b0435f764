import { DomainError } from "#domain/errors.ts";
import type { GuestStatus } from "#workflows/guest-port.ts";
import { answerList, readAnswer, StatusAnswer } from "./answers.ts";
import { greet } from "./greet.ts";
import type { HolderSession } from "./holder-session.ts";

/** Asks one guest whether anything is frozen. Errors: `unreachable`, `refused` (versions). */
export async function askStatus(
  session: HolderSession,
  who: { readonly instance: string; readonly helloMs: number },
  signal: AbortSignal,
): Promise<GuestStatus> {
  const { server } = session;
  await greet(session, { instance: who.instance, run: "status", withinMs: who.helloMs }, signal);
  const [line] = await session.ask(
    "STATUS",
    {},
    { ends: ({ verb }) => verb === "STATUS", withinMs: 5_000, signal },
  );
  if (line === undefined) throw new DomainError("failed", `${server}: the guest said nothing`);
  const answer = readAnswer(server, StatusAnswer, line);
  if (answer.state === "idle") return { server, state: "idle" };
  const { state, token, instance, run, frozen_ms } = answer;
  return {
    server,
    state,
    token,
    instance,
    runId: run,
    mounts: answerList(line, "mounts"),
    frozenMs: frozen_ms,
  };
}
