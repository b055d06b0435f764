import { setTimeout as delay } from "node:timers/promises";
import type { GuestState } from "./guest.ts";
import type { Line, Values } from "./line.ts";
import { outOfOrder, ProtocolError } from "./protocol-error.ts";

const EVERY_MS = 100;

/** Commits of a simulated database, one after another, on the file system of its WAL: they wait while it is frozen. */
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
    if (values.get("do") === "start") return this.#start(values.get("cluster") ?? "");
    if (values.get("do") !== "stop" || this.#stop === undefined) outOfOrder("no commits are timed");
    this.end();
    await this.#running;
    if (this.#felt.length > 0) this.#say("FELT", { commits: this.#felt.join(",") });
    this.#say("COMMITS", { state: "stopped", count: this.#felt.length });
  }

  end(): void {
    this.#stop?.abort();
  }

  #start(name: string): void {
    const cluster = this.#state.seed.clusters?.find((one) => one.cluster === name);
    if (cluster === undefined || this.#state.faults.get("database-down") !== undefined)
      throw new ProtocolError("database", { what: `no cluster ${name} answers` });
    if (cluster.role === "standby")
      throw new ProtocolError("database", { what: "the server is a standby: nothing is committed there" });
    const volumeId = this.#state.machine.mountOfPath(cluster.wal)?.volumeId;
    if (volumeId === undefined) throw new ProtocolError("database", { what: "its WAL lies nowhere" });
    const stop = new AbortController();
    this.#stop = stop;
    this.#running = this.#commit(volumeId, stop.signal).catch(() => undefined);
    this.#say("COMMITS", { state: "running", every_ms: EVERY_MS });
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
