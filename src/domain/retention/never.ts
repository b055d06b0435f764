import { atLeast, type Grade } from "../label.ts";
import { toMinute } from "../minute.ts";
import { newestFirst, type RetainedPoint } from "./retained-point.ts";

/** What is known of an application's points beside what each of them says. */
export interface Surroundings {
  /** `objectives.grade` */
  readonly wanted: Grade | undefined;
  /** Restores of which something goes on or is there, in words, by the point's id. */
  readonly restores: ReadonlyMap<string, readonly string[]>;
  /** What the cloud has that was made from a point, in words, by the point's id. */
  readonly dependants: ReadonlyMap<string, readonly string[]>;
}

/** Why a point never goes, whatever the policy says; empty: no such rule keeps it. */
export type Never = (point: RetainedPoint) => readonly string[];

/** The rules that no policy is stronger than, each with its own words. `points` are those that have something to restore. */
export const nevers = (points: readonly RetainedPoint[], around: Surroundings): readonly Never[] => [
  lastOfGrade(points, around.wanted),
  lastTested(points),
  underRestore(around.restores),
  withDependants(around.dependants),
  isProtected,
  isOnItsWay,
];

function lastOfGrade(points: readonly RetainedPoint[], wanted: Grade | undefined): Never {
  const last = newestOf(points, ({ grade }) => atLeast(grade, wanted ?? "E"));
  const words =
    wanted === undefined ? "the last point that has a grade" : `the last point of grade ${wanted} or better`;
  return ({ id }) => (id === last?.id ? [words] : []);
}

function lastTested(points: readonly RetainedPoint[]): Never {
  const last = newestOf(points, ({ passedTest }) => passedTest !== undefined);
  return ({ id, passedTest }) =>
    id === last?.id ? [`the last point that passed its restore test (${passedTest})`] : [];
}

const underRestore =
  (restores: Surroundings["restores"]): Never =>
  ({ id }) =>
    restores.get(id) ?? [];

const withDependants =
  (dependants: Surroundings["dependants"]): Never =>
  ({ id }) =>
    dependants.get(id) ?? [];

const isProtected: Never = ({ protected: held }) => {
  if (held === undefined) return [];
  const since = held.at === 0 ? "" : ` since ${toMinute(held.at)}`;
  return [`protected by ${held.by}${since}${held.reason === undefined ? "" : `: ${held.reason}`}`];
};

/** Cinder deletes a set in these alone (cinder/group/api.py, delete_group_snapshot); it would be waited for in vain. */
const deletable: ReadonlySet<string> = new Set(["gone", "error"]);

const isOnItsWay: Never = ({ lost }) =>
  lost === undefined || deletable.has(lost) ? [] : [`its group snapshot is ${lost}`];

function newestOf(
  points: readonly RetainedPoint[],
  which: (point: RetainedPoint) => boolean,
): RetainedPoint | undefined {
  return points.filter(which).sort(newestFirst)[0];
}
