import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { exitOf } from "../guest-kit/harness/writer.ts";

/** A kit that the test talks to directly, line by line. */
export interface KitProcess {
  readonly pid: number;
  /** Sends a line and waits for the answer that starts so. */
  say(line: string, answer: string): Promise<string>;
  send(line: string): void;
  /** The next line that starts so; those before it are in `heard`. */
  hear(answer: string): Promise<string>;
  /** All that it has said. */
  readonly heard: readonly string[];
  /** Ends its input, as the death of the bot would. */
  hangUp(): void;
  readonly exited: Promise<number | null>;
}

export interface ConversationOptions {
  /** How long an answer may take. */
  readonly withinMs: number;
  /** A line as the test wants it. */
  readonly read?: (line: string) => string;
}

/** A conversation with the kit that this command line starts. */
export function kitProcess(
  [program = "", ...words]: readonly string[],
  { withinMs, read = (line) => line }: ConversationOptions,
): KitProcess {
  // A process group of its own, as sshd gives it.
  const child = spawn(program, words, { stdio: ["pipe", "pipe", "inherit"], detached: true });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.on("error", () => {});
  const exited = exitOf(child);
  const heard: string[] = [];
  async function hear(answer: string): Promise<string> {
    for (;;) {
      const next = await Promise.race([lines.next(), late(answer, heard, withinMs)]);
      if (next.done === true)
        throw new Error(`it ended before it said ${answer}; it said: ${heard.join(" | ")}`);
      const line = read(next.value);
      heard.push(line);
      if (line.startsWith(answer)) return line;
      if (line.startsWith("ERR") && !answer.startsWith("ERR"))
        throw new Error(`expected ${answer}, got ${line}`);
    }
  }
  const send = (line: string) => void child.stdin.write(`${line}\n`);
  return {
    pid: child.pid ?? 0,
    heard,
    send,
    hear,
    say(line, answer) {
      send(line);
      return hear(answer);
    },
    hangUp: () => void child.stdin.end(),
    exited,
  };
}

const late = (answer: string, heard: readonly string[], ms: number): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(
      () => reject(new Error(`no ${answer} within ${ms} ms; heard: ${heard.join(" | ")}`)),
      ms,
    ).unref();
  });
