import { DomainError } from "#domain/errors.ts";
import type { LineChannel } from "#support/ssh/line-channel.ts";
import { decodeLine, encodeLine, type Line, textOf } from "#support/ssh/line-codec.ts";
import { kitError, unreachable } from "./kit-error.ts";

interface Pending {
  readonly ends: string;
  readonly lines: Line[];
  readonly resolve: (lines: Line[]) => void;
  readonly reject: (error: unknown) => void;
}

type Values = Parameters<typeof encodeLine>[1];

/**
 * The conversation with one recovery kit. Answers come in the order of the questions. A question that its asker gave up
 * keeps its place, so that its late answer is not taken for another's.
 */
export class Conversation {
  readonly server: string;
  readonly #channel: LineChannel;
  readonly #pending: Pending[] = [];
  readonly #lost = new AbortController();
  #beating: NodeJS.Timeout | undefined;
  #end: DomainError | undefined;
  #unheard = 0;

  constructor(server: string, channel: LineChannel) {
    this.server = server;
    this.#channel = channel;
    channel.listen((text) => this.#hear(text));
    void channel.closed.then((why) => this.#ended(unreachable(server, why)));
  }

  /** Aborted with a DomainError when the conversation ended without {@link close}. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * Sends a line and resolves with its answer, the last line of which has the verb `ends`. Errors: the kit's own refusal,
   * `unreachable` after `withinMs` or when the channel is gone, the signal's reason.
   */
  async ask(
    verb: string,
    values: Values,
    options: { readonly ends: string; readonly withinMs: number; readonly signal: AbortSignal },
  ): Promise<Line[]> {
    if (this.#end !== undefined) throw this.#end;
    options.signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Line[]>();
    const late = () =>
      reject(
        unreachable(this.server, `no answer to ${verb} within ${Math.round(options.withinMs / 1_000)} s`),
      );
    const timer = setTimeout(late, options.withinMs);
    const abort = () => reject(options.signal.reason);
    options.signal.addEventListener("abort", abort);
    this.#pending.push({ ends: options.ends, lines: [], resolve, reject });
    this.#channel.send(encodeLine(verb, values));
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      options.signal.removeEventListener("abort", abort);
    }
  }

  /** Keeps the kit from thinking that nobody is there. Three beats without an answer, and the server is given up. */
  startBeats(everyMs: number): void {
    let n = 0;
    this.#beating = setInterval(() => {
      if (this.#unheard >= 3) {
        this.#ended(unreachable(this.server, `no answer to ${this.#unheard} heartbeats`));
        void this.#channel.close();
        return;
      }
      this.#unheard += 1;
      this.#channel.send(encodeLine("BEAT", { n: ++n }));
    }, everyMs);
  }

  /** Ends our side; a kit that has not stopped yet does so now. */
  async close(): Promise<void> {
    clearInterval(this.#beating);
    this.#end ??= new DomainError("failed", `${this.server}: the recovery session is closed`);
    await this.#channel.close();
  }

  #hear(text: string): void {
    const line = decodeLine(text);
    this.#unheard = 0;
    if (line === undefined) {
      this.#broken("it said something that is no line of the recovery protocol");
    } else if (line.verb === "STOPPED" && textOf(line, "cause") !== "ordered") {
      const cause = textOf(line, "cause") ?? "unknown";
      this.#ended(
        new DomainError("failed", `${this.server}: the recovery server ended by itself (${cause})`),
      );
    } else if (line.verb !== "BEAT") this.#answer(line);
  }

  #answer(line: Line): void {
    const head = this.#pending[0];
    // Said before it was asked: what it answers is the next question.
    if (head === undefined) {
      if (line.verb === "ERR") this.#ended(kitError(this.server, line));
      return;
    }
    if (line.verb === "ERR") {
      this.#pending.shift();
      head.reject(
        kitError(
          this.server,
          line,
          head.lines.map((one) => textOf(one, "text") ?? ""),
        ),
      );
      return;
    }
    // Nobody needs more than the kit ever says.
    if (head.lines.length < 200) head.lines.push(line);
    if (line.verb === "LOG") return;
    if (line.verb !== head.ends) {
      this.#broken(`it answered ${line.verb} where ${head.ends} was expected`);
      return;
    }
    this.#pending.shift();
    head.resolve(head.lines);
  }

  /** Whoever does not keep to the protocol is not talked to any longer. */
  #broken(what: string): void {
    this.#ended(
      new DomainError("failed", `${this.server}: ${what}`, {
        next: "Check that the forced command of the bot's key prints nothing but the kit's answers.",
      }),
    );
    void this.#channel.close();
  }

  #ended(error: DomainError): void {
    const first = this.#end === undefined;
    this.#end ??= error;
    clearInterval(this.#beating);
    if (first) this.#lost.abort(this.#end);
    for (const pending of this.#pending.splice(0)) pending.reject(this.#end);
  }
}
