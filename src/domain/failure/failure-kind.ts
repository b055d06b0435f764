import { z } from "zod";
import { type ErrorKind, errorKind } from "../errors.ts";
import { SnapshotResult } from "../snapshot-result.ts";

/**
 * How a snapshot did not end as it was asked for, by what mends it.
 *
 * - `thaw-unconfirmed`  whatever else: nobody saw the thaw
 * - `unanswered`        Cinder left the set in `creating` or `deleting` past the limit, and never ends it
 * - `incomplete`, `refused`, `requirement-missed`, `degraded`  as the run's outcome
 * - `unreachable`, `interrupted`, `failed`  it ended without a result, by its error
 * - `cancelled`         somebody ended it after its freeze had begun
 * - `parked`            no workflow of this version takes it up
 */
export const FailureKind = z.enum([
  "thaw-unconfirmed",
  "unanswered",
  "incomplete",
  "refused",
  "requirement-missed",
  "degraded",
  "unreachable",
  "interrupted",
  "failed",
  "cancelled",
  "parked",
]);
export type FailureKind = z.infer<typeof FailureKind>;

/** A snapshot run, as an engine shows it. */
export interface EndedRun {
  readonly state: "queued" | "running" | "done" | "failed" | "cancelled" | "parked";
  readonly result?: unknown;
  readonly error?: { readonly kind: string } | undefined;
}

/**
 * Undefined: it goes on, or is nobody's trouble: it ended well, or was cancelled before its freeze began. `froze` says that the
 * freeze was seen to begin.
 */
export function failureKindOf({ state, result, error }: EndedRun, froze: boolean): FailureKind | undefined {
  switch (state) {
    case "queued":
    case "running":
      return undefined;
    case "done":
      return ofResult(result);
    case "cancelled":
      return froze ? "cancelled" : undefined;
    case "failed":
      return BY_ERROR[errorKind(error?.kind ?? "failed")];
    case "parked":
      return "parked";
  }
}

/** Whatever else another version says of itself. */
const WellDone = z.looseObject({ outcome: z.literal("ok") });

function ofResult(result: unknown): FailureKind | undefined {
  if (WellDone.safeParse(result).success) return undefined;
  const read = SnapshotResult.safeParse(result);
  if (!read.success) return "failed";
  const { outcome, frozen } = read.data;
  if (frozen?.thawConfirmed === false) return "thaw-unconfirmed";
  if (outcome === "incomplete" && isUnanswered(read.data)) return "unanswered";
  return outcome === "ok" ? undefined : outcome;
}

/** Its own set, by its members: one that an earlier execution left behind says nothing of this one. */
const isUnanswered = ({ leftovers, members }: SnapshotResult): boolean =>
  leftovers.some(({ status }) => STUCK.has(status)) &&
  members.every(({ status }) => status === undefined || STUCK.has(status));

/** What Cinder has not ended, in either way. */
const STUCK: ReadonlySet<string | undefined> = new Set(["creating", "deleting"]);

const BY_ERROR: Readonly<Record<ErrorKind, FailureKind>> = {
  "invalid-input": "refused",
  "not-found": "refused",
  "not-permitted": "refused",
  refused: "refused",
  busy: "failed",
  unreachable: "unreachable",
  failed: "failed",
  interrupted: "interrupted",
};
