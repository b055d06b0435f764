import { DomainError } from "#domain/errors.ts";
import type { RecoveryKit } from "#domain/restore/facts.ts";
import { pause } from "#support/pause.ts";
import { kitKnows } from "#support/ssh/kit-version.ts";
import { type Line, textOf } from "#support/ssh/line-codec.ts";
import type { RecoveredMariadb, RecoveredPostgresql, RecoverySession } from "#workflows/recovery-port.ts";
import {
  CanaryAnswer,
  CheckedAnswer,
  FoundAnswer,
  readAnswer,
  StartedAnswer,
  StartedMariadbAnswer,
  StoppedAnswer,
} from "./answers.ts";
import { askCheck } from "./ask-check.ts";
import type { Conversation } from "./conversation.ts";
import {
  canaryQuestion,
  checkQuestion,
  findQuestion,
  mountQuestions,
  type Question,
  startMariadbQuestion,
  startQuestion,
} from "./questions.ts";

/** Milliseconds that the slow parts may take; the kit ends them itself by then. */
export interface RecoveryLimits {
  /** Waiting for another recovery on that server to end, such as the one that our own death has left. */
  readonly busyMs: number;
  /** Waiting for a disk that is being attached. */
  readonly findMs: number;
  /** Checking one file system. */
  readonly filesystemMs: number;
  /** From the start of the database to its first answer. */
  readonly startMs: number;
  /** One check of the data. */
  readonly checkMs: number;
}

/** Database stopped in order, everything unmounted and flushed. */
const STOP_MS = 180_000;
/** Reading a few hundred KiB. */
const CANARY_MS = 60_000;
/** Older recovery kits know no canary, and end a conversation in which they are asked for one. */
const CANARY_SINCE = "1.1.0";
/** Older ones take START for PostgreSQL's, whatever it says. */
const MARIADB_SINCE = "1.2.0";
/** The kit gives up first, so that its own words arrive. */
const GRACE_MS = 60_000;

/** A session over a conversation that has been greeted. */
export function recoverySession(
  conversation: Conversation,
  facts: RecoveryKit,
  limits: RecoveryLimits,
): RecoverySession {
  const { server } = conversation;
  let stopping: Promise<void> | undefined;
  let checks = 0;
  const ask = async (
    [verb, values]: Question,
    ends: string,
    withinMs: number,
    signal: AbortSignal,
  ): Promise<{ last: Line; lines: Line[] }> => {
    const lines = await conversation.ask(verb, values, { ends, withinMs: withinMs + GRACE_MS, signal });
    return { last: lines.at(-1) ?? { verb, args: {} }, lines };
  };
  const inTurn = async <T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> => {
    const results: R[] = [];
    for (const item of items) results.push(await act(item));
    return results;
  };

  const stop = async (signal: AbortSignal): Promise<void> => {
    const { last } = await ask(["STOP", {}], "STOPPED", STOP_MS, signal);
    const { left } = readAnswer(server, StoppedAnswer, last);
    if (left > 0)
      throw new DomainError("failed", `${server}: ${left} restored file systems could not be unmounted`, {
        next: "Look with `freezeframe-recover status` on the server; a restart of it ends what hangs in the kernel.",
      });
    await conversation.ask("BYE", {}, { ends: "BYE", withinMs: 5_000, signal }).catch(() => {});
    await conversation.close();
  };

  return {
    server,
    facts,
    lost: conversation.lost,
    find: (volumes, signal) =>
      inTurn(volumes, async ({ role, volumeId }) => {
        const question = findQuestion({ role, volumeId }, limits.findMs);
        const { last } = await whenFree(limits.busyMs, signal, () =>
          ask(question, "FOUND", limits.findMs, signal),
        );
        const { device, size, fstype, uuid, uuid_in_use } = readAnswer(server, FoundAnswer, last);
        return { role, device, bytes: size, fsType: fstype, fsUuid: uuid, uuidInUse: uuid_in_use };
      }),
    checkFilesystems: (roles, signal) =>
      inTurn(roles, async (role) => {
        const question = checkQuestion(role, limits.filesystemMs);
        // The journal's replay has its own time.
        const { last } = await ask(question, "CHECKED", 2 * limits.filesystemMs, signal);
        return { ...readAnswer(server, CheckedAnswer, last), role };
      }),
    async mount(volumes, signal) {
      await inTurn(mountQuestions(volumes), (question) =>
        ask(question, "MOUNTED", limits.filesystemMs, signal),
      );
    },
    async readCanary(roles, signal) {
      if (!kitKnows(facts.kit, CANARY_SINCE)) return undefined;
      return inTurn(roles, async (role) => {
        const { last } = await ask(canaryQuestion(role), "CANARY", CANARY_MS, signal);
        return { ...readAnswer(server, CanaryAnswer, last), role };
      });
    },
    async startPostgresql(what, signal) {
      const question = startQuestion(what, limits.startMs);
      const { last, lines } = await ask(question, "STARTED", limits.startMs, signal);
      return recovered(server, last, lines);
    },
    async startMariadb(what, signal) {
      if (!kitKnows(facts.kit, MARIADB_SINCE))
        throw new DomainError("refused", `${server}: the recovery kit ${facts.kit} cannot start MariaDB`, {
          next: `Run install.sh of the recovery kit ${MARIADB_SINCE} or newer there.`,
        });
      const question = startMariadbQuestion(what, limits.startMs);
      const { last, lines } = await ask(question, "STARTED", limits.startMs, signal);
      return recoveredMariadb(server, last, lines);
    },
    check: (check, signal) => askCheck(conversation, ++checks, check, limits.checkMs, signal),
    stop(signal) {
      stopping ??= stop(signal).catch((error: unknown) => {
        stopping = undefined;
        throw error;
      });
      return stopping;
    },
    async [Symbol.asyncDispose]() {
      // The end of the connection undoes everything too; asking first lets the caller wait for it.
      if (!conversation.lost.aborted) await (stopping ?? stop(AbortSignal.timeout(STOP_MS))).catch(() => {});
      await conversation.close();
    },
  };
}

function recovered(server: string, last: Line, lines: readonly Line[]): RecoveredPostgresql {
  const answer = readAnswer(server, StartedAnswer, last);
  return {
    major: answer.major,
    version: answer.version,
    systemId: answer.system,
    dataPath: answer.data,
    replayed: answer.replayed,
    recoveredMs: answer.recovered_ms,
    readyMs: answer.ready_ms,
    checksums: answer.checksums === "on",
    collations: answer.collations,
    log: logOf(lines),
  };
}

function recoveredMariadb(server: string, last: Line, lines: readonly Line[]): RecoveredMariadb {
  const answer = readAnswer(server, StartedMariadbAnswer, last);
  return {
    series: answer.series,
    version: answer.version,
    dataPath: answer.data,
    replayed: answer.replayed,
    recoveredMs: answer.recovered_ms,
    readyMs: answer.ready_ms,
    log: logOf(lines),
  };
}

const logOf = (lines: readonly Line[]): string[] =>
  lines.flatMap((line) => (line.verb === "LOG" ? [textOf(line, "text") ?? ""] : []));

/** Acts again while the server says `busy`, for so long. Nothing has happened when it says so. */
async function whenFree<T>(withinMs: number, signal: AbortSignal, act: () => Promise<T>): Promise<T> {
  const over = AbortSignal.timeout(withinMs);
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== "busy" || over.aborted) throw error;
    }
    await pause(1_000, signal);
  }
}
