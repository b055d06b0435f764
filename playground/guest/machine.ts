import type { EventLog } from "../events.ts";
import type { MountSeed } from "./seed.ts";

/** Why a mount is frozen: by a hold's token, or by somebody who is none of ours. */
export type Freezer = { readonly kind: "hold"; readonly token: string } | { readonly kind: "foreign" };

interface MountState {
  readonly seed: MountSeed;
  frozenBy: Freezer | undefined;
  /** Writes that the kernel has let in; a freeze waits for them. */
  inFlight: number;
  readonly waiting: (() => void)[];
}

/** The file systems of one simulated server, and who may write to them. */
export class Machine {
  readonly server: string;
  readonly #events: EventLog;
  readonly #mounts: Map<string, MountState>;

  constructor(server: string, mounts: readonly MountSeed[], events: EventLog) {
    this.server = server;
    this.#events = events;
    this.#mounts = new Map(
      mounts.map((seed) => [seed.mount, { seed, frozenBy: undefined, inFlight: 0, waiting: [] }]),
    );
  }

  mountOfVolume(volumeId: string): MountSeed | undefined {
    return [...this.#mounts.values()].find(({ seed }) => seed.volumeId === volumeId)?.seed;
  }

  /** The mount that a path lies on: the longest that is a prefix. */
  mountOfPath(path: string): MountSeed | undefined {
    const fits = [...this.#mounts.values()].filter(
      ({ seed }) => path === seed.mount || path.startsWith(`${seed.mount}/`),
    );
    return fits.sort((a, b) => b.seed.mount.length - a.seed.mount.length)[0]?.seed;
  }

  frozenBy(mount: string): Freezer | undefined {
    return this.#state(mount).frozenBy;
  }

  /** Resolves when no write is in flight any more, or when it was thawed meanwhile; new ones wait from now on. */
  async freeze(mount: string, by: Freezer): Promise<void> {
    const state = this.#state(mount);
    state.frozenBy = by;
    while (state.inFlight > 0 && state.frozenBy === by)
      await new Promise<void>((done) => state.waiting.push(done));
    if (state.frozenBy !== by) return;
    this.#events.add("frozen", { server: this.server, mount, volume: state.seed.volumeId, by: by.kind });
  }

  thaw(mount: string): void {
    const state = this.#state(mount);
    if (state.frozenBy === undefined) return;
    state.frozenBy = undefined;
    this.#events.add("thawed", { server: this.server, mount, volume: state.seed.volumeId });
    wake(state);
  }

  /** Lets `write` through once the file system of this volume is not frozen. Rejects when `signal` ends the wait. */
  async write(volumeId: string, write: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const mount = this.mountOfVolume(volumeId)?.mount;
    if (mount === undefined) throw new Error(`${this.server} has no volume ${volumeId}`);
    const state = this.#state(mount);
    while (state.frozenBy !== undefined) {
      signal.throwIfAborted();
      await new Promise<void>((done) => {
        state.waiting.push(done);
        signal.addEventListener("abort", () => done(), { once: true });
      });
    }
    state.inFlight += 1;
    try {
      await write();
    } finally {
      state.inFlight -= 1;
      wake(state);
    }
  }

  #state(mount: string): MountState {
    const state = this.#mounts.get(mount);
    if (state === undefined) throw new Error(`${this.server} has nothing mounted at ${mount}`);
    return state;
  }
}

function wake(state: MountState): void {
  for (const done of state.waiting.splice(0)) done();
}
