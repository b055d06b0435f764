import { connect, type Socket } from "node:net";
import { expect } from "vitest";

/** Speaks the hold protocol line by line, and keeps what the guest says. */
export class HolderClient implements Disposable {
  readonly lines: string[] = [];
  closed = false;
  readonly #socket: Socket;

  constructor(port: number) {
    let text = "";
    this.#socket = connect(port, "127.0.0.1");
    this.#socket.setEncoding("utf8");
    this.#socket.on("data", (chunk: string) => {
      text += chunk;
      const lines = text.split("\n");
      text = lines.pop() ?? "";
      this.lines.push(...lines);
    });
    this.#socket.on("error", () => undefined);
    this.#socket.on("close", () => {
      this.closed = true;
    });
  }

  say(...lines: readonly string[]): void {
    for (const line of lines) this.#socket.write(`${line}\n`);
  }

  /** The next line that starts so, among those that were not asked for yet. */
  async hears(start: string, timeout = 2_000): Promise<string> {
    await expect
      .poll(() => this.lines.some((line) => line.startsWith(start)), { timeout, interval: 2 })
      .toBe(true);
    const index = this.lines.findIndex((line) => line.startsWith(start));
    const [line = ""] = this.lines.splice(index, 1);
    return line;
  }

  /** Cuts the connection without a word. */
  cut(): void {
    this.#socket.destroy();
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
