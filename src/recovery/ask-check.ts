import { DomainError } from "#domain/errors.ts";
import { withoutSecrets } from "#domain/restore/database-log.ts";
import { encodeLine, maxLineBytes } from "#support/ssh/line-codec.ts";
import type { CheckVerdict, RecoveryCheck } from "#workflows/recovery-port.ts";
import { readAnswer, VerifiedAnswer } from "./answers.ts";
import type { Conversation } from "./conversation.ts";
import { freshness } from "./freshness.ts";
import { judge } from "./judge.ts";
import { verifyQuestion } from "./questions.ts";

/** Asks for one check and reads its verdict. Errors: the kit's refusals, `invalid-input` for a query that is too long. */
export async function askCheck(
  conversation: Conversation,
  id: number,
  check: RecoveryCheck,
  limitMs: number,
  signal: AbortSignal,
): Promise<CheckVerdict> {
  const [verb, values] = verifyQuestion(id, check, limitMs);
  if (encodeLine(verb, values).length > maxLineBytes) {
    throw new DomainError("invalid-input", "checks: sql is too long; expected at most 2,900 bytes", {
      next: "Put the query into a view or a function of the database, or into a hook on the recovery server.",
    });
  }
  const lines = await conversation.ask(verb, values, {
    ends: "VERIFIED",
    withinMs: limitMs + 60_000,
    signal,
  });
  const answer = readAnswer(
    conversation.server,
    VerifiedAnswer,
    lines.at(-1) ?? { verb: "VERIFIED", args: {} },
  );
  if (answer.id !== id) {
    throw new DomainError(
      "failed",
      `${conversation.server}: asked for check ${id}, told of check ${answer.id}`,
    );
  }
  if (check.kind === "sql" && answer.passed) return judge(check, answer.value ?? "");
  if (check.kind === "freshness" && answer.passed) return freshness(answer.value ?? "");
  return {
    passed: answer.passed,
    text: withoutSecrets(answer.text),
    ...(answer.value !== undefined && { value: answer.value }),
    ...(answer.skipped === true && { skipped: true as const }),
  };
}
