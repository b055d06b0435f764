import type { Readable, Writable } from "node:stream";
import { maxLineBytes } from "./line-codec.ts";

/** A way to a kit on a server: lines out, lines in, and an end. Its closing is what makes a kit undo what a dead bot left. */
export interface LineChannel {
  /** Writes one line. Does nothing once the channel is closed: {@link closed} tells. */
  send(line: string): void;
  /** Whoever wants the lines; called for each, in order. Set once. */
  listen(listener: (line: string) => void): void;
  /** Resolves when the other side is gone, with the reason in words, as far as there is one. */
  readonly closed: Promise<string>;
  /** Ends our side; resolves when the other is gone, at the latest after two seconds. */
  close(): Promise<void>;
}

/** Joins a pair of byte streams to a channel. `closed` and `kill` belong to whatever carries the streams. */
export function channelOver(streams: {
  readonly input: Readable;
  readonly output: Writable;
  readonly closed: Promise<string>;
  readonly kill: () => void;
}): LineChannel {
  const { input, output, closed, kill } = streams;
  let listener: ((line: string) => void) | undefined;
  let waiting: string[] = [];
  let rest = "";
  input.setEncoding("latin1");
  input.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > maxLineBytes) kill();
    for (const line of lines) {
      if (listener === undefined) waiting.push(line);
      else listener(line);
    }
  });
  // A broken pipe shows up as `closed`.
  input.on("error", () => {});
  output.on("error", () => {});
  return {
    send(line) {
      if (output.writable) output.write(`${line}\n`);
    },
    listen(next) {
      listener = next;
      for (const line of waiting) next(line);
      waiting = [];
    },
    closed,
    async close() {
      output.end();
      const timer = setTimeout(kill, 2_000);
      await closed;
      clearTimeout(timer);
    },
  };
}
