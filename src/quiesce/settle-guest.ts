import { DomainError } from "#domain/errors.ts";
import { readAnswer, SettledAnswer } from "./answers.ts";
import { greet } from "./greet.ts";
import type { HolderSession } from "./holder-session.ts";

/**
 * Ends the hold with this token in one guest, whoever has it; a guest without it, or with another's, is left alone.
 * Idempotent. Errors: `unreachable`, `busy` when the hold does not end.
 */
export async function settleGuest(
  session: HolderSession,
  who: { readonly instance: string; readonly helloMs: number; readonly token: string },
  signal: AbortSignal,
): Promise<void> {
  await greet(session, { instance: who.instance, run: "settle", withinMs: who.helloMs }, signal);
  const values = { instance: who.instance, token: who.token };
  const [line] = await session.ask("SETTLE", values, {
    ends: ({ verb }) => verb === "SETTLED",
    withinMs: 20_000,
    signal,
  });
  if (line === undefined) throw new DomainError("failed", `${session.server}: the guest said nothing`);
  readAnswer(session.server, SettledAnswer, line);
}
