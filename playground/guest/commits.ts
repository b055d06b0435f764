import { setTimeout as delay } from "node:timers/promises";
import type { GuestState } from "./guest.ts";
import type { Line, Values } from "./line.ts";
import { outOfOrder, ProtocolError } from "./protocol-error.ts";

const EVERY_MS = 100;

/** Commits of a simulated database, one after another, on the file system of its log: they wait while it is frozen. */
export class Commits {
  readonly #state: GuestState;
  readonly #say: (verb: string, values?: Values) => void;
  readonly #felt: string[] = [];
  #stop: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(state: GuestState, say: (verb: string, values?: Values) => void) {
    this.#state = state;
    this.#say = say;
  }

  async obey({ values }: Line): Promise<void> {
    if (values.get("do") === "start") return this.#start(values);
    if (values.get("do") !== "stop" || this.#stop === undefined) outOfOrder("no commits are timed");
    this.end();
    await this.#running;
    if (this.#felt.length > 0) this.#say("FELT", { commits: this.#felt.join(",") });
    this.#say("COMMITS", { state: "stopped", count: this.#felt.length });
  }

  end(): void {
    this.#stop?.abort();
  }

  #start(values: Line["values"]): void {
    const log = this.#logOf(values);
    const volumeId = log === undefined ? undefined : this.#state.machine.mountOfPath(log)?.volumeId;
    if (volumeId === undefined) throw new ProtocolError("database", { what: "its log lies nowhere" });
    const stop = new AbortController();
    this.#stop = stop;
    this.#running = this.#commit(volumeId, stop.signal).catch(() => undefined);
    this.#say("COMMITS", { state: "running", every_ms: EVERY_MS });
  }

  /** Where what is committed is written first. */
  #logOf(values: Line["values"]): string | undefined {
    const { seed, faults } = this.#state;
    const name = values.get("kind") === "mariadb" ? values.get("name") : values.get("cluster");
    const found =
      values.get("kind") === "mariadb"
        ? seed.mariadbs?.find((one) => one.name === name)
        : seed.clusters?.find(({ cluster }) => cluster === name);
    if (found === undefined || faults.get("database-down") !== undefined)
      throw new ProtocolError("database", { what: `no server ${name} answers` });
    if (found.role === "standby")
      throw new ProtocolError("database", { what: "the server is a standby: nothing is committed there" });
    return "wal" in found ? found.wal : found.paths.at(-1);
  }

  async #commit(volumeId: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const began = performance.now();
      await this.#state.machine.write(volumeId, () => delay(1), signal);
      const us = Math.round((performance.now() - began) * 1_000);
      this.#felt.push(`${Math.round(began)}:${us}`);
      await delay(EVERY_MS, undefined, { signal });
    }
  }
}
