import { setTimeout as delay } from "node:timers/promises";

/** Work that goes on after an answer was sent, as a message to cinder-volume does. Ends with the server. */
export class Background {
  readonly #end = new AbortController();
  readonly #running = new Set<Promise<void>>();

  start(work: () => Promise<void>): void {
    const running: Promise<void> = work()
      .catch((error: unknown) => {
        if (!this.#end.signal.aborted) throw error;
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Rejects when the server ends first. */
  async sleep(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#end.signal });
  }

  /** Looks every few milliseconds; rejects when the server ends first. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await this.sleep(5);
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await Promise.allSettled([...this.#running]);
  }
}
