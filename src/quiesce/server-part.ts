import type { FrozenMount, ServerHold } from "#domain/evidence.ts";
import type { Line } from "#support/ssh/line-codec.ts";
import {
  CheckpointAnswer,
  EvidenceAnswer,
  FrozenAnswer,
  type HelloAnswer,
  HookProofAnswer,
  ProofAnswer,
  readAnswer,
  StageAnswer,
} from "./answers.ts";
import type { HolderSession } from "./holder-session.ts";
import type { Recipe } from "./recipes/recipe.ts";

export interface PreparedRecipe {
  readonly id: number;
  readonly stage: number;
  readonly mounts: readonly string[];
  readonly act: ReturnType<Recipe["read"]>;
  /** It will be asked whether it still holds. */
  readonly proves: boolean;
}

/**
 * A PROVE's answer: everything blocked and the watchdog alive; and which hooks and sessions of BACKUP STAGE said that they
 * hold. They are two things: one that does not hold takes the application's act away, not the freeze of the file systems.
 */
export interface Proof {
  readonly held: boolean;
  readonly hooks: ReadonlySet<number>;
}

/** Milliseconds that an answer may take. What happens inside a guest has limits of its own, below these. */
const within = { arm: 15_000, prove: 5_000, thaw: 5_000, collect: 30_000, bye: 1_000 } as const;

const unprefixed = (verb: string) => (line: Line) => line.verb === verb && line.args.id === undefined;

/** One server's part of a hold: its session and what was seen in it. */
export class ServerPart {
  readonly session: HolderSession;
  readonly hello: HelloAnswer;
  readonly mounts: readonly FrozenMount[];
  readonly recipes: readonly PreparedRecipe[];
  readonly checkpoints: readonly CheckpointAnswer[];
  /** Guest wall-clock time before the first freeze of each stage. */
  readonly walls = new Map<number, string>();
  firstProof: Proof | undefined;
  lastProof: Proof | undefined;
  evidence: readonly EvidenceAnswer[] = [];
  /** What became of each session of BACKUP STAGE. */
  stageEnds: readonly StageAnswer[] = [];
  armed = false;
  #token = "";

  constructor(parts: {
    session: HolderSession;
    hello: HelloAnswer;
    mounts: readonly FrozenMount[];
    recipes: readonly PreparedRecipe[];
    prepared: readonly Line[];
  }) {
    this.session = parts.session;
    this.hello = parts.hello;
    this.mounts = parts.mounts;
    this.recipes = parts.recipes;
    this.checkpoints = parts.prepared
      .filter((line) => line.args.id !== undefined)
      .map((line) => readAnswer(parts.session.server, CheckpointAnswer, line));
  }

  /** Which guest it is and what it runs, as it said in HELLO. */
  get guest(): Pick<ServerHold, "server" | "kit" | "kernel" | "bootId" | "glibc" | "icu"> {
    const { kit, kernel, boot, glibc, icu } = this.hello;
    return { server: this.session.server, kit, kernel, bootId: boot, glibc, icu };
  }

  hasStage(stage: number): boolean {
    return this.recipes.some((recipe) => recipe.stage === stage);
  }

  /** Takes the guest's lock and starts watchdog and beats. Errors: `busy`. */
  async arm(
    token: string,
    limits: { budgetMs: number; silenceMs: number },
    signal: AbortSignal,
  ): Promise<void> {
    this.#token = token;
    const values = { token, budget_ms: limits.budgetMs, silence_ms: limits.silenceMs };
    await this.session.ask("ARM", values, { ends: unprefixed("ARMED"), withinMs: within.arm, signal });
    this.armed = true;
    this.session.startBeats();
  }

  async freeze(stage: number, withinMs: number, signal: AbortSignal): Promise<void> {
    const lines = await this.session.ask(
      "FREEZE",
      { stage },
      { ends: unprefixed("FROZEN"), withinMs, signal },
    );
    for (const line of lines) this.walls.set(stage, readAnswer(this.session.server, FrozenAnswer, line).wall);
  }

  /** Asks for the proof. Errors: the guest's refusal, `unreachable`. */
  async prove(signal: AbortSignal): Promise<Proof> {
    const { server } = this.session;
    const lines = await this.session.ask(
      "PROVE",
      {},
      { ends: unprefixed("PROOF"), withinMs: within.prove, signal },
    );
    const hooks = lines
      .filter((line) => line.args.id !== undefined)
      .map((line) => readAnswer(server, HookProofAnswer, line));
    const all = readAnswer(server, ProofAnswer, lines[lines.length - 1] ?? { verb: "PROOF", args: {} });
    const want = this.mounts.length;
    const proof: Proof = {
      held: all.frozen === want && all.blocked === want && all.watchdog === "quiet",
      hooks: new Set(hooks.filter((hook) => hook.held === "yes").map((hook) => hook.id)),
    };
    this.firstProof ??= proof;
    this.lastProof = proof;
    return proof;
  }

  /** Orders the thaw of a stage and later ones. Does not throw: `session.thawed` tells. */
  async thaw(stage: number): Promise<void> {
    if (!this.armed || this.session.thawed !== undefined) return;
    await this.session
      .ask(
        "THAW",
        { token: this.#token, stage },
        { ends: (line) => line.verb === "THAWED", withinMs: within.thaw },
      )
      .catch(() => {});
  }

  /** What can wait for after the thaw, then the end of the conversation. Does not throw. */
  async collect(signal: AbortSignal): Promise<void> {
    try {
      const lines = await this.session.ask(
        "COLLECT",
        {},
        { ends: unprefixed("COLLECTED"), withinMs: within.collect, signal },
      );
      const { server } = this.session;
      const said = lines.filter(({ verb }) => verb === "EVIDENCE");
      const isStage = ({ args }: Line) => args.ended !== undefined;
      this.evidence = said
        .filter((line) => !isStage(line))
        .map((line) => readAnswer(server, EvidenceAnswer, line));
      this.stageEnds = said.filter(isStage).map((line) => readAnswer(server, StageAnswer, line));
      await this.session.ask("BYE", {}, { ends: unprefixed("BYE"), withinMs: within.bye, signal });
    } catch {
      // What was not seen is missing from the evidence; the label draws the conclusion.
    }
    await this.session.close();
  }
}
