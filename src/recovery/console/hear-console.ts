import { DomainError } from "#domain/errors.ts";
import type { RecoveryJob, RecoverySession } from "#workflows/recovery-port.ts";
import { Conversation } from "../conversation.ts";
import { greet } from "../greet.ts";
import type { Who } from "../questions.ts";
import { type RecoveryLimits, recoverySession } from "../recovery-session.ts";
import { type ConsoleChannel, consoleChannel, type ReadConsole } from "./console-channel.ts";
import { jobLines } from "./job-lines.ts";

export interface Heard {
  /** Its name, for messages. */
  readonly server: string;
  readonly who: Who;
  readonly job: RecoveryJob;
  readonly limits: RecoveryLimits;
  readonly read: ReadConsole;
}

/** Longer than any wait that has a deadline of its own, ms; the signal ends it. */
const FOREVER_MS = 2 ** 31 - 1;

/** A session with a kit that has its whole conversation by itself and tells it on the console. Throws when the signal aborts. */
export async function hearConsole(
  { server, who, job, limits, read }: Heard,
  signal: AbortSignal,
): Promise<RecoverySession> {
  const channel = consoleChannel(jobLines(who, job, limits), who.nonce, read);
  const conversation = new Conversation(server, channel);
  try {
    const facts = await greet(conversation, who, FOREVER_MS, signal);
    return onConsole(recoverySession(conversation, facts, limits), channel, conversation, signal);
  } catch (error) {
    await conversation.close();
    throw error;
  }
}

/**
 * Nothing can be ordered over a console. Its end has to have been heard, whole, before what it said counts. Whoever does not
 * want to hear the rest, or not any more, does not wait for it: the server is taken away with everything that runs on it.
 */
function onConsole(
  session: RecoverySession,
  channel: ConsoleChannel,
  conversation: Conversation,
  calledOff: AbortSignal,
): RecoverySession {
  return {
    ...session,
    async stop(signal) {
      if (calledOff.aborted || !channel.nearsItsEnd) return;
      const until = AbortSignal.any([signal, calledOff]);
      // First: nobody looks at the console any more once the session has stopped.
      await wholeBy(channel, session.server, until);
      await session.stop(until);
    },
    async [Symbol.asyncDispose]() {
      await conversation.close();
    },
  };
}

async function wholeBy(channel: ConsoleChannel, server: string, signal: AbortSignal): Promise<void> {
  const late = Promise.withResolvers<never>();
  const give = () =>
    late.reject(
      new DomainError("failed", `${server}: the end of what it tells on its console was not heard`),
    );
  signal.addEventListener("abort", give, { once: true });
  try {
    if (signal.aborted) give();
    await Promise.race([channel.whole, late.promise]);
  } finally {
    signal.removeEventListener("abort", give);
  }
}
