import { DomainError } from "#domain/errors.ts";
import { encodeLine, maxLineBytes } from "#support/ssh/line-codec.ts";
import type { RecoveryJob } from "#workflows/recovery-port.ts";
import {
  canaryQuestion,
  checkQuestion,
  findQuestion,
  helloQuestion,
  mountQuestions,
  type Question,
  startMariadbQuestion,
  startQuestion,
  verifyQuestion,
  type Who,
} from "../questions.ts";
import type { RecoveryLimits } from "../recovery-session.ts";

/**
 * The conversation that a booted server has with its own kit, line by line as a session says it when all goes well. Where it
 * does not, the kit leaves out what cannot come to anything. Errors: `invalid-input` for a query that is too long.
 */
export function jobLines(
  who: Who,
  { volumes, postgresql, mariadb, checks, canary = [] }: RecoveryJob,
  limits: RecoveryLimits,
): string[] {
  const questions: Question[] = [
    helloQuestion(who),
    ...volumes.map((volume) => findQuestion(volume, limits.findMs)),
    ...volumes.map(({ role }) => checkQuestion(role, limits.filesystemMs)),
    ...mountQuestions(volumes),
    ...canary.map(canaryQuestion),
    ...(postgresql === undefined ? [] : [startQuestion(postgresql, limits.startMs)]),
    ...(mariadb === undefined ? [] : [startMariadbQuestion(mariadb, limits.startMs)]),
    ...checks.map((check, at) => verifyQuestion(at + 1, check, limits.checkMs)),
    ["STOP", {}],
    ["BYE", {}],
  ];
  const lines = questions.map(([verb, values]) => encodeLine(verb, values));
  if (lines.some(({ length }) => length > maxLineBytes))
    throw new DomainError("invalid-input", "checks: sql is too long; expected at most 2,900 bytes");
  return lines;
}
