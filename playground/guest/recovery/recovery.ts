import { setTimeout as delay } from "node:timers/promises";
import type { Line, Values } from "../line.ts";
import { RecoveryError, refuse } from "./recovery-error.ts";
import type { RecoveryServerState } from "./recovery-server.ts";
import type { RestoredDisk } from "./seed.ts";
import { startDatabase, verdictOf } from "./simulated-checks.ts";

export interface RecoveryWire {
  readonly say: (verb: string, values?: Values) => void;
  /** Closes after everything that was said has gone out. */
  readonly hangUp: () => void;
  /** Drops the connection as a killed process does. */
  readonly breakOff: () => void;
}

/** One recovery on a simulated server, verb by verb. */
export class Recovery {
  readonly #state: RecoveryServerState;
  readonly #wire: RecoveryWire;
  readonly #disks = new Map<string, RestoredDisk>();
  readonly #mounts = new Map<string, string>();
  readonly #interrupted = new AbortController();
  #phase: "new" | "open" | "stopped" | "ended" = "new";
  #database = false;
  /** Said again at a second STOP. */
  #started = false;
  #silence: NodeJS.Timeout | undefined;
  #silenceMs = 60_000;

  constructor(state: RecoveryServerState, wire: RecoveryWire) {
    this.#state = state;
    this.#wire = wire;
  }

  get mounts(): readonly string[] {
    return [...this.#mounts.values()];
  }

  get databaseRuns(): boolean {
    return this.#database;
  }

  /** Any line, whatever it says, ends the silence. */
  heard(): void {
    clearTimeout(this.#silence);
    if (this.#phase === "open") this.#silence = setTimeout(() => this.undo("silence"), this.#silenceMs);
  }

  beat(line: Line | undefined): void {
    this.#wire.say("BEAT", { n: line?.values.get("n") });
  }

  /** STOP has been heard: what is under way ends. */
  interrupt(): void {
    this.#interrupted.abort();
  }

  /** Nobody ordered it: everything is undone, and said if anybody still listens. */
  undo(cause: "eof" | "silence" | "error"): void {
    const was = this.#phase;
    this.#release();
    if (was === "ended") return;
    this.#phase = "ended";
    if (was === "open") this.#wire.say("STOPPED", { cause, left: 0 });
    this.#wire.hangUp();
  }

  async answer(line: Line | undefined): Promise<void> {
    if (this.#phase === "ended") return;
    try {
      if (line === undefined) return refuse("protocol", "not a line of this protocol");
      await this.#faulty(line.verb);
      await this.#obey(line);
    } catch (error) {
      if (!(error instanceof RecoveryError)) throw error;
      this.#wire.say("ERR", { code: error.code, ...error.values });
      if (error.code === "protocol" || this.#phase === "new") this.undo("error");
    }
  }

  async #faulty(verb: string): Promise<void> {
    const slow = this.#state.faults.get("slow");
    if (slow?.verb === verb) {
      await delay(slow.ms, undefined, { signal: this.#interrupted.signal }).catch(() =>
        refuse("stopped", "ended before it was done"),
      );
    }
    if (this.#state.faults.get("dies")?.verb === verb) this.#wire.breakOff();
    const lost = this.#state.faults.get("disk-lost");
    if (lost?.verb === verb)
      refuse("disk-lost", "the disk cannot be read: its connection is gone", { role: lost.role });
  }

  #obey(line: Line): void | Promise<void> {
    if (this.#phase === "new" && line.verb !== "HELLO") return refuse("protocol", "HELLO comes first");
    if (this.#phase === "stopped" && !["STOP", "BYE"].includes(line.verb))
      return refuse("protocol", `${line.verb} after STOP`);
    switch (line.verb) {
      case "HELLO":
        return this.#greet(line);
      case "FIND":
        return this.#find(line);
      case "CHECK":
        return this.#check(line);
      case "MOUNT":
        return this.#mount(line);
      case "START":
        startDatabase(this.#state, this.#mounted(), line, this.#wire.say);
        this.#database = true;
        this.#started = true;
        return;
      case "CANARY":
        // No simulated guest lets one write to its disks.
        return this.#wire.say("CANARY", { role: line.values.get("role"), state: "none" });
      case "VERIFY":
        return this.#verify(line);
      case "STOP":
        return this.#stop();
      case "BYE":
        this.#wire.say("BYE");
        this.#phase = "ended";
        return this.#wire.hangUp();
      default:
        return refuse("protocol", `there is no verb ${line.verb}`);
    }
  }

  #greet({ values }: Line): void {
    const { seed, faults } = this.#state;
    if (faults.get("not-marked") !== undefined)
      refuse("not-a-recovery-server", "this server is not marked as a recovery server");
    this.#silenceMs = Number(values.get("silence_ms") ?? 60_000);
    this.#phase = "open";
    this.#wire.say("HELLO", {
      protocol: 1,
      kit: "1.2.0",
      nonce: values.get("nonce"),
      host: seed.server,
      kernel: "6.1.0-simulated",
      boot: "simulated",
      postgresql: seed.postgresql.join(","),
      mariadb: seed.mariadb,
      glibc: seed.glibc,
      icu: seed.icu,
      silence_ms: this.#silenceMs,
      at: Math.round(performance.now()),
      wall: new Date().toISOString(),
    });
  }

  async #find({ values }: Line): Promise<void> {
    const role = values.get("role") ?? "";
    const serial = values.get("serial") ?? "";
    if (this.#state.open !== undefined && this.#state.open !== this)
      refuse("busy", "another recovery is open on this server");
    this.#state.open = this;
    const disk = await this.#state.disks(serial);
    if (disk === undefined)
      return refuse("unknown-volume", `no disk of this server has the serial of volume ${serial}`, { role });
    if (disk.content === undefined)
      return refuse("no-file-system", `${disk.device} carries no file system`, { role });
    this.#disks.set(role, disk);
    const { device, fsType, fsUuid } = disk;
    const file = { device, size: 1_073_741_824, fstype: fsType, uuid: fsUuid, uuid_in_use: "no" };
    this.#wire.say("FOUND", { role, ...file });
  }

  #check({ values }: Line): void {
    const role = values.get("role") ?? "";
    const { volumeId } = this.#disk(role);
    const replayed = !this.#state.replayed.has(volumeId);
    this.#state.replayed.add(volumeId);
    const damaged = this.#state.faults.get("damaged")?.role === role;
    this.#wire.say("CHECKED", {
      role,
      replayed: replayed ? "yes" : "no",
      clean: damaged ? "no" : "yes",
      text: damaged ? "Inode 12 has an invalid extent node" : "11/65536 files",
    });
  }

  #mount({ values }: Line): void {
    const role = values.get("role") ?? "";
    const disk = this.#disk(role);
    const mount = values.get("mount") ?? `/run/freezeframe-recover/mnt/${role}`;
    this.#mounts.set(role, mount);
    this.#state.replayed.add(disk.volumeId);
    this.#wire.say("MOUNTED", { role, mount, device: disk.device, options: "nosuid,nodev,noatime" });
  }

  #verify(line: Line): void {
    const { values } = line;
    if (!this.#database && values.get("kind") !== "hook") refuse("protocol", "VERIFY wants START first");
    const verdict = verdictOf(this.#state, this.#mounted(), line);
    this.#wire.say("VERIFIED", { id: values.get("id"), kind: values.get("kind"), ...verdict });
  }

  #stop(): void {
    const left = this.#state.faults.get("mount-stays") === undefined ? 0 : 1;
    const database = this.#started ? "stopped" : undefined;
    this.#release();
    this.#phase = "stopped";
    this.#wire.say("STOPPED", { cause: "ordered", left, database });
  }

  #disk(role: string): RestoredDisk {
    return this.#disks.get(role) ?? refuse("protocol", "a role that FIND has found is wanted");
  }

  #mounted(): RestoredDisk[] {
    return [...this.#mounts.keys()].map((role) => this.#disk(role));
  }

  #release(): void {
    clearTimeout(this.#silence);
    this.#mounts.clear();
    this.#database = false;
    if (this.#state.open === this) this.#state.open = undefined;
  }
}
