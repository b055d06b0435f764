import { Commits } from "./commits.ts";
import { collect, prepare } from "./database.ts";
import { examine } from "./examine.ts";
import type { GuestState } from "./guest.ts";
import { Holding } from "./holding.ts";
import type { Line, Values } from "./line.ts";
import { outOfOrder, ProtocolError } from "./protocol-error.ts";
import { type Recipe, resolveRecipe } from "./recipes.ts";
import type { MountSeed } from "./seed.ts";

export interface Wire {
  readonly say: (verb: string, values?: Values) => void;
  /** Closes after everything that was said has gone out. */
  readonly hangUp: () => void;
  /** Drops the connection as a killed process does. */
  readonly breakOff: () => void;
}

/** The guest's side of the hold protocol, verb by verb. */
export class Conversation {
  readonly #state: GuestState;
  readonly #wire: Wire;
  readonly #volumes = new Map<string, MountSeed>();
  readonly #recipes: Recipe[] = [];
  readonly #holding: Holding;
  readonly #commits: Commits;
  #greeted = false;

  constructor(state: GuestState, wire: Wire) {
    this.#state = state;
    this.#wire = wire;
    this.#holding = new Holding(state, wire, this.#recipes);
    this.#commits = new Commits(state, wire.say);
  }

  /** Undefined: it was not a line of the protocol, which ends the connection. */
  async answer(line: Line | undefined): Promise<void> {
    if (line === undefined) {
      this.#fail(new ProtocolError("protocol", { what: "not a line of this protocol" }));
      this.#wire.hangUp();
      return;
    }
    try {
      if (!this.#greeted && line.verb !== "HELLO") outOfOrder("HELLO comes first");
      await this.#obey(line);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#fail(error);
    }
  }

  /** Any line, whatever it says, ends the silence. */
  heard(): void {
    this.#holding.heard();
  }

  eof(): void {
    this.#commits.end();
    this.#holding.thawByItself("eof");
    this.#wire.hangUp();
  }

  #fail(error: ProtocolError): void {
    this.#wire.say("ERR", { code: error.code, ...error.values });
    if (this.#holding.isFrozen) this.#holding.thawByItself("error");
  }

  async #obey(line: Line): Promise<void> {
    switch (line.verb) {
      case "HELLO":
        return this.#greet(line);
      case "VOLUME":
        return this.#resolveVolume(line);
      case "RECIPE":
        return this.#resolveRecipe(line);
      case "PREPARE":
        return this.#prepare(line);
      case "ARM":
        return this.#holding.arm(line);
      case "FREEZE":
        return this.#holding.freeze(Number(line.values.get("stage")));
      case "BEAT":
        return this.#wire.say("BEAT", { n: line.values.get("n"), frozen: this.#holding.blocked });
      case "PROVE":
        return this.#holding.prove();
      case "THAW":
        return this.#holding.thaw(line);
      case "COLLECT":
        return collect(this.#state, this.#recipes, this.#wire.say);
      case "EXAMINE":
        return examine(this.#state, line, this.#wire.say);
      case "COMMITS":
        return this.#commits.obey(line);
      case "CANARY":
        throw new ProtocolError("canary", { what: "a simulated guest has no write-order canary" });
      case "STATUS":
        return this.#status();
      case "SETTLE":
        return this.#settle(line);
      case "BYE":
        this.#wire.say("BYE");
        return this.#wire.hangUp();
      default:
        outOfOrder(`no verb ${line.verb}`);
    }
  }

  #greet({ values }: Line): void {
    if (values.get("protocol") !== "1") outOfOrder("only protocol 1 is spoken here");
    this.#greeted = true;
    this.#holding.introduce(values.get("instance") ?? "", values.get("run") ?? "");
    const { seed, bootId } = this.#state;
    const host = { host: seed.server, kernel: "6.1.0-simulated", boot: bootId };
    const times = { at: Math.round(performance.now()), wall: new Date().toISOString() };
    this.#wire.say("HELLO", {
      protocol: 1,
      kit: this.#state.faults.get("kit")?.version ?? seed.kit ?? "1.4.0",
      ...host,
      glibc: seed.glibc,
      icu: seed.icu,
      ...times,
    });
  }

  #resolveVolume({ values }: Line): void {
    const role = values.get("role") ?? "";
    const found = this.#state.machine.mountOfVolume(values.get("serial") ?? "");
    if (found === undefined)
      throw new ProtocolError("unknown-volume", { role, what: "no disk has that serial" });
    const wanted = values.get("mount");
    if (wanted !== undefined && wanted !== found.mount) {
      throw new ProtocolError("not-mounted", { role, path: wanted, what: `it is mounted at ${found.mount}` });
    }
    this.#volumes.set(role, found);
    const { device, mount, fsType, fsUuid, volumeId } = found;
    this.#wire.say("VOLUME", { role, device, mount, fstype: fsType, uuid: fsUuid, disks: volumeId });
  }

  #resolveRecipe(line: Line): void {
    const isDatabase = /^(?:postgresql|mariadb)$/.test(line.values.get("kind") ?? "");
    if (isDatabase && this.#state.faults.get("database-down") !== undefined) {
      throw new ProtocolError("database", { what: "the server does not accept connections" });
    }
    const { recipe, answer } = resolveRecipe(line, this.#state.seed, this.#state.machine, this.#volumes);
    this.#recipes.push(recipe);
    this.#wire.say("RECIPE", answer);
  }

  /** A rehearsal looks only: no checkpoint is made. */
  #prepare({ values }: Line): void {
    const recipes = values.get("rehearse") === "yes" ? [] : this.#recipes;
    prepare(this.#state, recipes, this.#volumes, this.#wire.say);
  }

  #status(): void {
    const current = this.#state.current;
    if (current === undefined) {
      this.#wire.say("STATUS", { state: "idle" });
      return;
    }
    const { hold } = current;
    this.#wire.say("STATUS", {
      state: hold.state,
      ...hold.owner,
      mounts: hold.frozen.join(","),
      frozen_ms: hold.frozenMs,
      deadline_ms:
        hold.state === "frozen" ? Math.max(0, Math.round(current.deadlineAt() - performance.now())) : 0,
    });
  }

  #settle({ values }: Line): void {
    const current = this.#state.current;
    if (current === undefined) {
      this.#wire.say("SETTLED", { was: "idle" });
      return;
    }
    const { token, instance } = current.hold.owner;
    if (values.get("token") !== token || values.get("instance") !== instance) {
      this.#wire.say("SETTLED", { was: "other" });
      return;
    }
    const was = current.hold.state === "frozen" ? "frozen" : "idle";
    current.settle();
    this.#wire.say("SETTLED", { was });
  }
}
