import { describeDuration } from "../duration.ts";
import { error, type Finding, info, warning } from "../finding.ts";
import { skewBoundMs } from "../label.ts";
import type { RecoveryPoint } from "../recovery-point.ts";

/** How long Cinder will probably take, and what that rests on. */
export type Prediction = {
  readonly ms: number;
  readonly because: string;
  /** Rests on enough sets to act on it; one slow set must not keep an application from its snapshots for ever. */
  readonly sure: boolean;
};

/** How many of the newest sets are looked at … */
export const PREDICT_FROM = 10;
/** … and how many it takes to be sure. */
const SURE_FROM = 3;

/**
 * Predicts the time from the request to `available`, which is the greater part of a freeze window: the median of the
 * application's last sets of that many members, else members × the median per member. Undefined without history.
 */
export function predictCut(members: number, newestFirst: readonly RecoveryPoint[]): Prediction | undefined {
  const cuts = newestFirst.slice(0, PREDICT_FROM).flatMap(({ evidence: { set } }) => {
    const ms = skewBoundMs(set.requestedAt, set.availableAt);
    return ms === undefined || set.members.length === 0 ? [] : [{ ms, members: set.members.length }];
  });
  const same = cuts.filter((cut) => cut.members === members);
  if (same.length > 0)
    return {
      ms: median(same.map((cut) => cut.ms)),
      because: `the median of its last ${same.length === 1 ? "set" : `${same.length} sets`}`,
      sure: same.length >= SURE_FROM,
    };
  if (cuts.length === 0) return undefined;
  const perMember = median(cuts.map((cut) => cut.ms / cut.members));
  return {
    ms: perMember * members,
    because: `${members} volumes × ${describeDuration(perMember)}`,
    sure: false,
  };
}

/** Is the freeze known beforehand to outlast its budget? Then it is not begun. */
export const surelyOverBudget = (prediction: Prediction | undefined, budgetMs: number): boolean =>
  prediction?.sure === true && prediction.ms > budgetMs;

/** What the prediction means for this policy. */
export function predictionFindings(
  prediction: Prediction | undefined,
  {
    policy,
    budgetMs,
    subject,
  }: { policy: "require" | "degrade" | "skip"; budgetMs: number; subject: string },
): Finding[] {
  if (policy === "skip") return [];
  if (prediction === undefined)
    return [info("window-not-predicted", subject, "no earlier set to predict the freeze window from")];
  if (prediction.ms <= budgetMs) return [];
  const refuse = policy === "require" && prediction.sure;
  return [
    (refuse ? error : warning)("window-over-budget", subject, overBudget(prediction, budgetMs), {
      costs: refuse ? "no snapshot while the freeze is required" : "the freeze is given up: no A, no B",
      next: "raise quiesce.budget (at most 30s), use fewer or faster volumes, or an atomic back end",
    }),
  ];
}

export const overBudget = ({ ms, because }: Prediction, budgetMs: number): string =>
  `the cut will probably take ${describeDuration(ms)} (${because}), the budget is ${describeDuration(budgetMs)}`;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
