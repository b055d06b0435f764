import { z } from "zod";
import { Duration } from "#domain/duration.ts";
import { BUDGET_MAX_MS } from "#domain/manifest/quiesce.ts";
import type { Limits } from "#workflows/ports.ts";

const between = (min: number, max: number, words: string) =>
  Duration.refine((ms) => ms >= min && ms <= max, { error: `expected a duration ${words}` });
/** Other limits that are wrong do not hide this one. */
const isComparable = z.object({ heartbeat: z.number(), silence: z.number() });
const count = (max: number) => z.int().min(1, "expected at least 1").max(max, `expected at most ${max}`);

interface OrphanSection {
  readonly orphanGraceMs: number;
  readonly blastCap: number;
  readonly orphanScanEveryMs: number;
}

interface RestoreSection {
  readonly driftEveryMs: number;
  readonly restoreTtlMs: number;
  readonly scratchTtlMs: number;
  readonly restoreTestsAtOnce: number;
}

/** Numbers of the installation. The defaults are tested together: change one only for a reason. */
export const LimitsSection = z
  .strictObject({
    heartbeat: between(100, 5_000, "from 100ms to 5s")
      .prefault("1s")
      .describe("Between two heartbeats to a guest while it is armed"),
    silence: between(500, 10_000, "from 500ms to 10s")
      .prefault("3s")
      .describe("A guest that hears nothing for so long thaws"),
    budgetMax: between(100, BUDGET_MAX_MS, "of at most 30s")
      .prefault("30s")
      .describe("The largest budget that a manifest may ask for"),
    creatingIsLeftover: between(60_000, 86_400_000, "from 1m to 1d")
      .prefault("10m")
      .describe("A group snapshot that is creating for so long is a leftover"),
    windowExecutions: count(10)
      .default(3)
      .describe("How often one run may open a freeze window after crashes"),
    betweenExecutions: between(0, 3_600_000, "of at most 1h")
      .prefault("1m")
      .describe("The least time between two executions of the window of one application"),
    windowsAtOnce: count(64).default(8).describe("Freeze windows that may be open at the same time"),
    betweenFreezes: between(0, 86_400_000, "of at most 1d")
      .prefault("5m")
      .describe("The least time between two freezes of one application"),
    pollInterval: between(5, 5_000, "from 5ms to 5s")
      .prefault("15ms")
      .describe("Between two looks at a group snapshot while something is frozen"),
    approvalExpiry: between(60_000, 7 * 86_400_000, "from 1m to 7d")
      .prefault("1h")
      .describe("How long a request can be approved"),
    prunedAtOnce: count(20)
      .default(3)
      .describe("Recovery points of one application that retention takes away in one run"),
    restoreTtl: between(3_600_000, 30 * 86_400_000, "from 1h to 30d")
      .prefault("72h")
      .describe("How long what a person had restored stays before it counts as forgotten"),
    scratchTtl: between(3_600_000, 7 * 86_400_000, "from 1h to 7d")
      .prefault("4h")
      .describe("After so long what a restore test has made counts as forgotten"),
    orphanGrace: between(0, 90 * 86_400_000, "of at most 90d")
      .prefault("24h")
      .describe("How long an orphan stays after its owner was told of it, before it may be deleted"),
    blastCap: count(1_000)
      .default(20)
      .describe(
        "Things of the cloud that one clean-up deletes at most, members of a group snapshot included",
      ),
    orphanScanEvery: between(600_000, 7 * 86_400_000, "from 10m to 7d")
      .prefault("6h")
      .describe("Between two searches for orphans"),
    restoreTestsAtOnce: count(16)
      .default(1)
      .describe("Restore tests that may go on at the same time, of all applications"),
    driftEvery: between(600_000, 7 * 86_400_000, "from 10m to 7d")
      .prefault("6h")
      .describe("Between two looks at whether an application has drifted from its manifest"),
  })
  .refine((limits) => limits.silence >= 2 * limits.heartbeat, {
    path: ["silence"],
    error: "expected at least two heartbeats: one lost beat must not thaw",
    when: ({ value }) => isComparable.safeParse(value).success,
  })
  .transform((limits): Limits & RestoreSection & OrphanSection => ({
    heartbeatMs: limits.heartbeat,
    silenceMs: limits.silence,
    budgetMaxMs: limits.budgetMax,
    creatingIsLeftoverMs: limits.creatingIsLeftover,
    windowExecutions: limits.windowExecutions,
    betweenExecutionsMs: limits.betweenExecutions,
    windowsAtOnce: limits.windowsAtOnce,
    betweenFreezesMs: limits.betweenFreezes,
    pollMs: limits.pollInterval,
    approvalExpiryMs: limits.approvalExpiry,
    prunedAtOnce: limits.prunedAtOnce,
    restoreTtlMs: limits.restoreTtl,
    scratchTtlMs: limits.scratchTtl,
    restoreTestsAtOnce: limits.restoreTestsAtOnce,
    driftEveryMs: limits.driftEvery,
    orphanGraceMs: limits.orphanGrace,
    blastCap: limits.blastCap,
    orphanScanEveryMs: limits.orphanScanEvery,
  }));
