import { describeDuration } from "../duration.ts";
import { type Finding, info, warning } from "../finding.ts";
import { skewBoundMs } from "../label.ts";
import type { RecoveryPoint } from "../recovery-point.ts";

/** How long Cinder will probably take, and what that rests on. */
export interface Prediction {
  readonly ms: number;
  readonly because: string;
}

/**
 * Predicts the time from the request to `available`, which is the greater part of a freeze window: the slowest of this
 * application's last ten sets, else members × the slowest known time per member on the same pools. Undefined without history.
 */
export function predictCut(
  members: number,
  own: readonly RecoveryPoint[],
  others: readonly RecoveryPoint[],
): Prediction | undefined {
  const cuts = (points: readonly RecoveryPoint[]) =>
    points.flatMap(({ evidence: { set } }) => {
      const ms = skewBoundMs(set.requestedAt, set.availableAt);
      return ms === undefined ? [] : [{ ms, members: set.members.length }];
    });
  const mine = cuts(own.slice(0, 10)).filter((cut) => cut.members === members);
  if (mine.length > 0)
    return { ms: Math.max(...mine.map((cut) => cut.ms)), because: `the slowest of its last ${mine.length}` };
  const perMember = cuts([...own, ...others].slice(0, 10)).map((cut) => cut.ms / Math.max(1, cut.members));
  if (perMember.length === 0) return undefined;
  const slowest = Math.max(...perMember);
  return {
    ms: slowest * members,
    because: `${members} volumes × ${describeDuration(slowest)}, the slowest known per volume`,
  };
}

export function predictionFindings(
  prediction: Prediction | undefined,
  budgetMs: number,
  subject: string,
): Finding[] {
  if (prediction === undefined)
    return [info("window-not-predicted", subject, "no earlier set to predict the freeze window from")];
  const { ms, because } = prediction;
  if (ms <= budgetMs) return [];
  return [
    warning(
      "window-over-budget",
      subject,
      `the cut will probably take ${describeDuration(ms)} (${because}), the budget is ${describeDuration(budgetMs)}`,
      {
        costs: "the freeze would be given up at the budget: no A, no B",
        next: "raise quiesce.budget (at most 30s), use fewer or faster volumes, or an atomic back end",
      },
    ),
  ];
}
