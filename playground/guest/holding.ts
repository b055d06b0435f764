import { setTimeout as delay } from "node:timers/promises";
import type { Wire } from "./conversation.ts";
import { prove } from "./database.ts";
import type { GuestState } from "./guest.ts";
import { GuestHold } from "./hold.ts";
import type { Line } from "./line.ts";
import { outOfOrder, ProtocolError } from "./protocol-error.ts";
import type { Recipe } from "./recipes.ts";

/** Why a hold ended that nobody ordered to end, in the protocol's words. */
export type Cause = "eof" | "silence" | "deadline" | "signal" | "error";

/** From ARM to the last THAW, with the three clocks that end it: silence, deadline, and whatever fault was asked for. */
export class Holding {
  readonly #state: GuestState;
  readonly #wire: Wire;
  readonly #recipes: readonly Recipe[];
  readonly #timers = new Map<"silence" | "deadline" | "fault", NodeJS.Timeout>();
  #owner = { instance: "", run: "" };
  #hold: GuestHold | undefined;
  #silenceMs = 0;
  #deadlineAt = 0;

  constructor(state: GuestState, wire: Wire, recipes: readonly Recipe[]) {
    this.#state = state;
    this.#wire = wire;
    this.#recipes = recipes;
  }

  introduce(instance: string, run: string): void {
    this.#owner = { instance, run };
  }

  get isFrozen(): boolean {
    return this.#hold?.state === "frozen";
  }

  get blocked(): number {
    return this.#hold?.blocked() ?? 0;
  }

  heard(): void {
    if (this.#hold !== undefined) this.#timer("silence", this.#silenceMs, () => this.thawByItself("silence"));
  }

  arm({ values }: Line): void {
    const token = values.get("token") ?? "";
    if (token === "") outOfOrder("ARM needs a token");
    if (this.#state.current !== undefined) throw new ProtocolError("busy", { what: "another hold is open" });
    const hold = new GuestHold(
      this.#state.machine,
      { token, ...this.#owner },
      Number(values.get("budget_ms")),
    );
    this.#hold = hold;
    this.#silenceMs = Number(values.get("silence_ms"));
    this.#state.current = {
      hold,
      settle: () => this.thawByItself("signal"),
      deadlineAt: () => this.#deadlineAt,
    };
    this.heard();
    this.#wire.say("ARMED", { token });
  }

  async freeze(stage: number): Promise<void> {
    const hold = this.#armed("FREEZE");
    const at = Math.round(performance.now());
    const wall = new Date().toISOString();
    this.#startClocks(hold);
    const recipes = this.#recipes.filter((recipe) => recipe.stage === stage);
    for (const { hook } of recipes) if (hook !== undefined) this.#runHook(hook.name);
    const wanted = [...new Set(recipes.flatMap((recipe) => recipe.mounts))];
    const mounts = wanted.filter((mount) => !hold.frozen.includes(mount));
    await hold.freeze(stage, mounts, (mount) => this.#refuse(mount));
    const slow = this.#state.faults.get("freeze-slow");
    if (slow !== undefined) await delay(slow.ms);
    // It may have thawed by itself meanwhile, and has said so.
    if (this.#hold === hold) this.#wire.say("FROZEN", { stage, mounts: mounts.length, at, wall });
  }

  prove(): void {
    const hold = this.#hold;
    if (hold === undefined || hold.frozen.length === 0) {
      throw new ProtocolError("not-frozen", { what: "PROVE without everything frozen" });
    }
    prove(this.#state, this.#recipes, this.#wire.say);
    const at = Math.round(performance.now());
    this.#wire.say("PROOF", { frozen: hold.frozen.length, blocked: hold.blocked(), watchdog: "quiet", at });
  }

  thaw({ values }: Line): void {
    const hold = this.#armed("THAW");
    if (values.get("token") !== hold.owner.token) {
      throw new ProtocolError("wrong-token", { what: "THAW of another hold" });
    }
    const stage = Number(values.get("stage") ?? 0);
    const left = hold.thawFrom(stage);
    if (left > 0) {
      this.#wire.say("THAWED", { stage, left });
      return;
    }
    this.#release();
    this.#sayThawed(hold, "ordered");
  }

  /** Nobody ordered it: thaws, says so if anybody still listens, and ends the connection. */
  thawByItself(cause: Cause): void {
    const hold = this.#hold;
    if (hold === undefined) return;
    const wasFrozen = hold.state === "frozen";
    hold.thawFrom(0);
    this.#release();
    if (wasFrozen) this.#sayThawed(hold, cause);
    this.#wire.hangUp();
  }

  #armed(verb: string): GuestHold {
    return this.#hold ?? outOfOrder(`${verb} without ARM`);
  }

  #startClocks(hold: GuestHold): void {
    if (this.#timers.has("deadline")) return;
    hold.begin();
    const ms = hold.budgetMs + 1_000;
    this.#deadlineAt = performance.now() + ms;
    this.#timer("deadline", ms, () => this.thawByItself("deadline"));
    const { faults, machine } = this.#state;
    const early = faults.get("thaw-early");
    if (early !== undefined) this.#timer("fault", early.afterMs, () => this.thawByItself("signal"));
    const foreign = faults.get("foreign-thaw");
    if (foreign !== undefined) this.#timer("fault", foreign.afterMs, () => machine.thaw(foreign.mount));
    const killed = faults.get("killed");
    if (killed !== undefined) this.#timer("fault", killed.afterMs, () => this.#wire.breakOff());
  }

  #refuse(mount: string): void {
    const fault = this.#state.faults.get("freeze-fails");
    if (fault !== undefined && (fault.mount ?? mount) === mount) {
      throw new ProtocolError("cannot-freeze", { path: mount, what: "FIFREEZE: Operation not supported" });
    }
    if (this.#state.machine.frozenBy(mount) !== undefined) {
      throw new ProtocolError("foreign-freeze", { path: mount, what: "frozen already" });
    }
  }

  #runHook(name: string): void {
    if (this.#state.faults.get("hook-fails")?.name === name) {
      throw new ProtocolError("hook-failed", { what: `${name} exited with 1` });
    }
  }

  /** Ends the clocks and gives the guest's lock back. */
  #release(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    if (this.#state.current?.hold === this.#hold) this.#state.current = undefined;
    this.#hold = undefined;
  }

  #sayThawed(hold: GuestHold, cause: Cause | "ordered"): void {
    const proof = { left: 0, frozen_ms: hold.frozenMs, sentinels: hold.completed, watchdog: "quiet" };
    const times = { at: Math.round(performance.now()), wall: new Date().toISOString() };
    this.#wire.say("THAWED", { cause, token: hold.owner.token, ...proof, ...times });
  }

  #timer(name: "silence" | "deadline" | "fault", ms: number, then: () => void): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(name, setTimeout(then, ms));
  }
}
