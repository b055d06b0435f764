import type { Failure } from "./failure.ts";
import type { FailureKind } from "./failure-kind.ts";

/** What a person can do about a failed snapshot from where it is told. */
export type Repair = "retry" | "clean-up" | "thaw-state" | "runbook";

interface Entry {
  /** How it ended, as the end of `the snapshot …`. */
  readonly ended: string;
  readonly repairs: readonly Repair[];
  /** Heading of its entry in docs/runbook.md. */
  readonly runbook: string;
}

/** THE table: what fits which failure. The order is that of the buttons. */
export const REPAIRS: Readonly<Record<FailureKind, Entry>> = {
  "thaw-unconfirmed": {
    ended: "ended without a confirmed thaw",
    repairs: ["thaw-state", "retry", "clean-up", "runbook"],
    runbook: "The thaw is not confirmed",
  },
  unanswered: {
    ended: "was never answered by Cinder",
    repairs: ["retry", "clean-up", "runbook"],
    runbook: "Cinder never answers",
  },
  incomplete: {
    ended: "is INCOMPLETE",
    repairs: ["retry", "clean-up", "runbook"],
    runbook: "The set is incomplete",
  },
  refused: {
    ended: "was REFUSED",
    repairs: ["retry", "runbook"],
    runbook: "The snapshot was refused",
  },
  "requirement-missed": {
    ended: "MISSED ITS REQUIREMENT",
    repairs: ["retry", "clean-up", "runbook"],
    runbook: "The point is less than was wanted",
  },
  degraded: {
    ended: "is DEGRADED",
    repairs: ["retry", "clean-up", "runbook"],
    runbook: "The point is less than was wanted",
  },
  unreachable: {
    ended: "failed: something did not answer",
    repairs: ["retry", "thaw-state", "clean-up", "runbook"],
    runbook: "Something does not answer",
  },
  interrupted: {
    ended: "was INTERRUPTED",
    repairs: ["retry", "thaw-state", "clean-up", "runbook"],
    runbook: "The run was interrupted",
  },
  failed: {
    ended: "FAILED",
    repairs: ["retry", "thaw-state", "clean-up", "runbook"],
    runbook: "The run failed",
  },
  cancelled: {
    ended: "was CANCELLED after its freeze had begun",
    repairs: ["thaw-state", "retry", "clean-up", "runbook"],
    runbook: "The run was interrupted",
  },
  parked: {
    ended: "is PARKED",
    repairs: ["thaw-state", "runbook"],
    runbook: "The run is parked",
  },
};

/** What still helps, by its newest failure first; nothing that has been done already. */
export function repairsOf({ runs, left, mended }: Failure): Repair[] {
  const fitting = new Set(runs.toReversed().flatMap(({ kind }) => REPAIRS[kind].repairs));
  if (mended !== undefined) fitting.delete("retry");
  if (left.every(({ gone }) => gone !== undefined)) fitting.delete("clean-up");
  // Whatever else helps is read there.
  fitting.delete("runbook");
  return [...fitting, "runbook"];
}

/** Headings of the runbook for what failed, newest failure first, each once. */
export const runbookOf = ({ runs }: Failure): string[] => [
  ...new Set(runs.toReversed().map(({ kind }) => REPAIRS[kind].runbook)),
];
