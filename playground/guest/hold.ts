import type { Machine } from "./machine.ts";

export interface HoldOwner {
  readonly token: string;
  readonly instance: string;
  readonly run: string;
}

export interface FrozenStage {
  readonly stage: number;
  readonly mounts: readonly string[];
}

/** What one ARM began: the guest's lock is taken until {@link GuestHold.release}. */
export class GuestHold {
  readonly owner: HoldOwner;
  readonly budgetMs: number;
  readonly #machine: Machine;
  #stages: FrozenStage[] = [];
  #sentinels: string[] = [];
  #startedAt: number | undefined;
  #endedAt: number | undefined;
  #completed = 0;

  constructor(machine: Machine, owner: HoldOwner, budgetMs: number) {
    this.#machine = machine;
    this.owner = owner;
    this.budgetMs = budgetMs;
  }

  get state(): "armed" | "frozen" {
    return this.frozen.length > 0 ? "frozen" : "armed";
  }

  /** Mounts, in the order in which they were frozen. */
  get frozen(): readonly string[] {
    return this.#stages.flatMap(({ mounts }) => mounts);
  }

  /** From the start of the first freezer to the end of the last thaw. */
  get frozenMs(): number {
    if (this.#startedAt === undefined) return 0;
    return Math.round((this.#endedAt ?? performance.now()) - this.#startedAt);
  }

  /** Sentinels that have seen their write complete. */
  get completed(): number {
    return this.#completed;
  }

  begin(): void {
    this.#startedAt ??= performance.now();
  }

  /** Freezes in order; what is frozen before one fails stays so until the caller thaws. */
  async freeze(stage: number, mounts: readonly string[], fail: (mount: string) => void): Promise<void> {
    this.begin();
    const done: string[] = [];
    this.#stages.push({ stage, mounts: done });
    for (const mount of mounts) {
      fail(mount);
      // Counted before it is complete: a thaw in between must find it.
      done.push(mount);
      await this.#machine.freeze(mount, { kind: "hold", token: this.owner.token });
      if (this.#endedAt !== undefined) return;
      this.#sentinels.push(mount);
    }
  }

  /** How many sentinels are blocked now: those of mounts that are frozen by this very hold. */
  blocked(): number {
    return this.#sentinels.filter((mount) => {
      const by = this.#machine.frozenBy(mount);
      return by?.kind === "hold" && by.token === this.owner.token;
    }).length;
  }

  /** Thaws this stage and later ones, in reverse, and returns how many mounts are left. */
  thawFrom(stage: number): number {
    const ending = this.#stages.filter((one) => one.stage >= stage);
    this.#stages = this.#stages.filter((one) => one.stage < stage);
    for (const { mounts } of ending.reverse()) {
      for (const mount of [...mounts].reverse()) {
        this.#machine.thaw(mount);
        this.#completed += 1;
      }
    }
    const left = this.frozen.length;
    if (left === 0) this.#endedAt ??= performance.now();
    return left;
  }
}
