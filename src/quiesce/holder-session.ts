import { DomainError } from "#domain/errors.ts";
import type { Clock } from "#support/clock.ts";
import type { LineChannel } from "#support/ssh/line-channel.ts";
import { decodeLine, encodeLine, type Line } from "#support/ssh/line-codec.ts";
import { BeatAnswer, FrozenAnswer, readAnswer, ThawedAnswer } from "./answers.ts";
import { guestError, unreachable } from "./guest-errors.ts";

interface Pending {
  readonly ends: (line: Line) => boolean;
  readonly lines: Line[];
  readonly resolve: (lines: Line[]) => void;
  readonly reject: (error: unknown) => void;
}

interface SessionOptions {
  readonly server: string;
  readonly channel: LineChannel;
  readonly clock: Clock;
  readonly heartbeatMs: number;
  readonly silenceMs: number;
}

type Values = Parameters<typeof encodeLine>[1];

/**
 * The conversation with one guest's holder. Answers come in the order of the questions; beats, their answers and a thaw
 * that nobody ordered come in between.
 */
export class HolderSession {
  readonly server: string;
  readonly #options: SessionOptions;
  readonly #pending: Pending[] = [];
  readonly #lost = new AbortController();
  #beating: NodeJS.Timeout | undefined;
  #heardAt: number;
  /** Mounts that every beat must report as frozen. */
  #frozen = 0;
  #thawed: ThawedAnswer | undefined;
  #end: DomainError | undefined;

  constructor(options: SessionOptions) {
    this.server = options.server;
    this.#options = options;
    this.#heardAt = options.clock.monotonic();
    options.channel.listen((text) => this.#hear(text));
    void options.channel.closed.then((why) => this.#ended(unreachable(options.server, why)));
  }

  /** Aborted with a DomainError when an armed hold thawed by itself, thawed in part, or stopped answering. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** What the guest said when the hold ended, however it ended. */
  get thawed(): ThawedAnswer | undefined {
    return this.#thawed;
  }

  get open(): boolean {
    return this.#end === undefined;
  }

  /**
   * Sends a line and resolves with the lines of its answer, the last of which `ends` accepts. Errors: the guest's own
   * refusal, `unreachable` after `withinMs` or when the channel is gone, the signal's reason.
   */
  ask(
    verb: string,
    values: Values,
    options: { ends: (line: Line) => boolean; withinMs: number; signal?: AbortSignal },
  ): Promise<Line[]> {
    const { promise, resolve, reject } = Promise.withResolvers<Line[]>();
    const pending = { ends: options.ends, lines: [], resolve, reject };
    const give = (error: unknown) => {
      const at = this.#pending.indexOf(pending);
      if (at >= 0) this.#pending.splice(at, 1);
      reject(error);
    };
    if (this.#end !== undefined) return Promise.reject(this.#end);
    if (options.signal?.aborted === true) return Promise.reject(options.signal.reason);
    const abort = () => give(options.signal?.reason);
    options.signal?.addEventListener("abort", abort);
    const timer = setTimeout(
      () =>
        give(
          unreachable(
            this.server,
            `the guest did not answer ${verb} within ${Math.round(options.withinMs)} ms`,
          ),
        ),
      options.withinMs,
    );
    this.#pending.push(pending);
    if (verb === "THAW") this.#frozen = 0;
    this.#options.channel.send(encodeLine(verb, values));
    return promise.finally(() => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", abort);
    });
  }

  /**
   * Beats until the hold has ended. The beats come from the event loop that would order the thaw, on purpose: when that
   * loop hangs, the guest must notice.
   */
  startBeats(): void {
    let n = 0;
    this.#heardAt = this.#options.clock.monotonic();
    this.#beating = setInterval(() => {
      const quiet = this.#options.clock.monotonic() - this.#heardAt;
      if (quiet > this.#options.silenceMs)
        this.#lose(unreachable(this.server, `no answer to heartbeats for ${Math.round(quiet)} ms`));
      this.#options.channel.send(encodeLine("BEAT", { n: ++n }));
    }, this.#options.heartbeatMs);
  }

  /** Ends our side. What the guest still holds, it thaws now. */
  async close(): Promise<void> {
    clearInterval(this.#beating);
    await this.#options.channel.close();
  }

  #hear(text: string): void {
    const line = decodeLine(text);
    if (line === undefined) {
      this.#ended(
        new DomainError(
          "failed",
          `${this.server}: the guest said something that is no line of the hold protocol`,
          {
            next: "Check that the forced command of the bot's key prints nothing but the holder's answers.",
          },
        ),
      );
      void this.close();
      return;
    }
    this.#heardAt = this.#options.clock.monotonic();
    try {
      this.#take(line);
    } catch (error) {
      this.#pending.shift()?.reject(error);
    }
  }

  #take(line: Line): void {
    if (line.verb === "BEAT") this.#beat(line);
    else if (line.verb === "ERR") this.#refused(guestError(this.server, line));
    else if (line.verb === "THAWED" && line.args.cause !== undefined) this.#holdEnded(line);
    else this.#answer(line);
  }

  #answer(line: Line): void {
    if (line.verb === "FROZEN") this.#frozen += readAnswer(this.server, FrozenAnswer, line).mounts;
    const head = this.#pending[0];
    if (head === undefined) return;
    head.lines.push(line);
    if (!head.ends(line)) return;
    this.#pending.shift();
    head.resolve(head.lines);
  }

  #beat(line: Line): void {
    const { frozen } = readAnswer(this.server, BeatAnswer, line);
    if (frozen >= this.#frozen) return;
    this.#lose(
      new DomainError(
        "failed",
        `${this.server}: only ${frozen} of ${this.#frozen} mounts are still frozen: somebody thawed one`,
      ),
    );
  }

  #refused(error: DomainError): void {
    const head = this.#pending.shift();
    if (head === undefined) this.#lose(error);
    else head.reject(error);
  }

  #holdEnded(line: Line): void {
    const thawed = readAnswer(this.server, ThawedAnswer, line);
    this.#thawed = thawed;
    this.#frozen = 0;
    clearInterval(this.#beating);
    const error = new DomainError("failed", `${this.server}: the guest thawed by itself (${thawed.cause})`);
    if (thawed.cause !== "ordered") this.#lose(error);
    for (const pending of this.#pending.splice(0)) {
      if (pending.ends(line)) pending.resolve([...pending.lines, line]);
      else pending.reject(error);
    }
  }

  #lose(error: DomainError): void {
    if (this.#thawed?.cause !== "ordered") this.#lost.abort(error);
  }

  #ended(error: DomainError): void {
    this.#end ??= error;
    if (this.#beating !== undefined) this.#lose(error);
    clearInterval(this.#beating);
    for (const pending of this.#pending.splice(0)) pending.reject(this.#end);
  }
}
