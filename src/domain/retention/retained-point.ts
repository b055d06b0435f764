import type { Grade } from "../label.ts";
import type { Protection } from "../protection.ts";
import type { RecoveryPoint } from "../recovery-point.ts";

/** What retention looks at of a recovery point. */
export interface RetainedPoint {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** None: it failed its restore test. */
  readonly grade: Grade | undefined;
  readonly label: string;
  /** The restore test that it passed last, if it has failed none since. */
  readonly passedTest: string | undefined;
  readonly protected: Protection | undefined;
  /** What the cloud says of its group snapshot, unless it is `available`; `gone`: the cloud does not list it. */
  readonly lost?: string;
}

/** There is something to restore, as far as anybody has looked. */
export const isWhole = ({ lost }: RetainedPoint): boolean => lost === undefined;

export const retainedPoint = (point: RecoveryPoint): RetainedPoint => {
  const { tests } = point.evidence;
  return {
    id: point.id,
    createdAt: point.createdAt,
    grade: point.label.grade,
    label: point.label.text,
    passedTest: tests?.verdict === "passed" ? tests.runId : undefined,
    protected: point.protected,
  };
};

/** Newest first; of one moment by id, so that the order is always the same. */
export const newestFirst = (a: RetainedPoint, b: RetainedPoint): number =>
  b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);

/** Best grade first, none last; then the newest. */
export const bestFirst = (a: RetainedPoint, b: RetainedPoint): number => {
  const [of, than] = [a.grade ?? "Z", b.grade ?? "Z"];
  return of === than ? newestFirst(a, b) : of < than ? -1 : 1;
};
