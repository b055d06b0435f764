import type { Socket } from "node:net";
import { Conversation } from "./conversation.ts";
import type { GuestState } from "./guest.ts";
import { formatLine, parseLine } from "./line.ts";

/** One TCP connection: lines in, lines out. What they mean is the conversation's. */
export class Session {
  readonly #state: GuestState;
  readonly #socket: Socket;
  readonly #conversation: Conversation;
  #queue: Promise<void> = Promise.resolve();
  #text = "";

  constructor(state: GuestState, socket: Socket) {
    this.#state = state;
    this.#socket = socket;
    this.#conversation = new Conversation(state, {
      say: (verb, values) => {
        if (socket.writable) socket.write(formatLine(verb, values));
      },
      hangUp: () => socket.end(),
      breakOff: () => socket.destroy(),
    });
    socket.setNoDelay(true);
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => this.#receive(chunk));
    socket.on("end", () => this.#conversation.eof());
    socket.on("close", () => this.#conversation.eof());
    // The close event follows and does what is to be done.
    socket.on("error", () => undefined);
  }

  /** The machine is switched off. */
  end(): void {
    this.#conversation.eof();
    this.#socket.destroy();
  }

  #receive(chunk: string): void {
    if (this.#state.faults.get("silent") !== undefined) return;
    this.#text += chunk;
    const lines = this.#text.split("\n");
    this.#text = lines.pop() ?? "";
    for (const text of lines) {
      this.#conversation.heard();
      // BEAT is answered at any time, also while a slow freeze is under way; all else in order.
      if (text.startsWith("BEAT ")) this.#answer(text).catch(() => this.end());
      else this.#queue = this.#queue.then(() => this.#answer(text)).catch(() => this.end());
    }
  }

  #answer(text: string): Promise<void> {
    return this.#conversation.answer(parseLine(text));
  }
}
