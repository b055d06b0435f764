import { DomainError } from "#domain/errors.ts";
import { nextLookMs } from "#support/next-look.ts";
import { pause } from "#support/pause.ts";
import type { LineChannel } from "#support/ssh/line-channel.ts";
import { createTranscript } from "./transcript.ts";

/** The end of a console's text; undefined while there is none. */
export type ReadConsole = (signal: AbortSignal) => Promise<string | undefined>;

export interface ConsoleChannel extends LineChannel {
  /** Resolves when the whole of it was heard. */
  readonly whole: Promise<void>;
  /** Everything of the job but its end has been asked for. */
  readonly nearsItsEnd: boolean;
}

/** The longest between two looks at the console, ms: each is a request to the hypervisor. */
const MOST_MS = 2_500;

/**
 * A kit that cannot be asked, as one that can: a line that is sent is one of its job, and what the console says that it
 * answered to that line is heard. The console is looked at until the channel is closed.
 */
export function consoleChannel(lines: readonly string[], nonce: string, read: ReadConsole): ConsoleChannel {
  const transcript = createTranscript(nonce);
  const closing = new AbortController();
  const closed = Promise.withResolvers<string>();
  const whole = Promise.withResolvers<void>();
  let listener: (line: string) => void = () => {};
  let asked = -1;
  let answered = true;
  let cursor = 0;

  const end = (why: string): void => {
    closing.abort();
    closed.resolve(why);
  };
  const deliver = (): void => {
    for (let next = transcript.entries[cursor]; next !== undefined; next = transcript.entries[cursor]) {
      const question = next.question - 1;
      if (question > asked) break;
      cursor += 1;
      // Nobody asked for it, since something before it had made it worthless.
      if (question < asked) continue;
      if (!next.line.startsWith("LOG ")) answered = true;
      listener(next.line);
    }
    const over = transcript.whole || (transcript.entries[cursor]?.question ?? 0) - 1 > asked;
    if (!answered && over) end(`it left out ${lines[asked]?.split(" ")[0] ?? ""}`);
  };
  const look = async (): Promise<void> => {
    let waited = 0;
    while (!closing.signal.aborted) {
      transcript.hear((await attempt(read, closing.signal)) ?? "");
      if (transcript.broken !== undefined) end(transcript.broken);
      else deliver();
      if (transcript.whole) {
        whole.resolve();
        return;
      }
      const ms = nextLookMs(waited, MOST_MS);
      await pause(ms, closing.signal);
      waited += ms;
    }
  };
  // Only its own end stops it.
  look().catch(() => {});

  return {
    send(line) {
      const at = lines.indexOf(line, asked + 1);
      if (at < 0) return end(`its job does not hold ${line.split(" ")[0]}`);
      asked = at;
      answered = false;
      deliver();
    },
    listen(next) {
      listener = next;
    },
    closed: closed.promise,
    whole: whole.promise,
    get nearsItsEnd() {
      return lines[asked + 1] === "STOP";
    },
    async close() {
      end("closed");
    },
  };
}

/** A cloud that does not answer is asked again: the deadline is the conversation's. */
async function attempt(read: ReadConsole, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await read(signal);
  } catch (cause) {
    if (!(cause instanceof DomainError)) throw cause;
    return undefined;
  }
}
