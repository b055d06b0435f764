import { percentile } from "../report/percentile.ts";
import { markdown } from "../report/table.ts";
import type { Verdict } from "../report/targets.ts";
import type { Took } from "./contestant.ts";

/** One contestant's turn in one round. */
export interface RestoreTurn extends Took {
  readonly course: string;
  readonly contestant: "floor" | "Freezeframe" | "restore.sh";
}

const TIMES_FLOOR = 1.1;
const OF_SCRIPTS_OVERHEAD = 0.5;

const timesOf = (turns: readonly RestoreTurn[], course: string, contestant: RestoreTurn["contestant"]) =>
  turns.filter((turn) => turn.course === course && turn.contestant === contestant).map(({ ms }) => ms);

/** What was to be reached in one course, both at p50. */
export function judgeRestore(course: string, turns: readonly RestoreTurn[]): Verdict[] {
  const [floor, ours, script] = (["floor", "Freezeframe", "restore.sh"] as const).map((contestant) =>
    percentile(timesOf(turns, course, contestant), 50),
  ) as [number, number, number];
  return [
    {
      target: `${course}: at most ${TIMES_FLOOR.toFixed(2)} × floor`,
      measured: `${(ours / floor).toFixed(3)} × floor`,
      met: ours <= TIMES_FLOOR * floor,
    },
    {
      target: `${course}: overhead over the floor at most 1/2 of the script's`,
      measured: `${Math.round(ours - floor)} of ${Math.round(script - floor)} ms`,
      met: ours - floor <= OF_SCRIPTS_OVERHEAD * (script - floor),
    },
  ];
}

/** Markdown, so that it can stand in a README as it is. */
export function restoreTable(turns: readonly RestoreTurn[]): string {
  const lines = pairsOf(turns).map(({ course, contestant }) => {
    const times = timesOf(turns, course, contestant);
    const [ours, floor] = [percentile(times, 50), percentile(timesOf(turns, course, "floor"), 50)];
    const figures = [ours, Math.min(...times), Math.max(...times), ours - floor].map(Math.round);
    return [course, contestant, times.length, ...figures, (ours / floor).toFixed(2)];
  });
  const heads = ["what", "contestant", "rounds", "p50 ms", "least", "most", "over floor", "× floor"];
  return markdown(heads, lines);
}

/** Medians of each phase, for those who tell. */
export function restorePhases(turns: readonly RestoreTurn[]): string {
  const lines = pairsOf(turns).flatMap(({ course, contestant }) => {
    const told = turns
      .filter((turn) => turn.course === course && turn.contestant === contestant)
      .flatMap(({ phases }) => phases ?? []);
    if (told.length === 0) return [];
    const medians = (["plan", "create", "attach"] as const).map((phase) =>
      Math.round(
        percentile(
          told.map((one) => one[phase]),
          50,
        ),
      ),
    );
    return [[course, contestant, ...medians]];
  });
  return markdown(["what", "contestant", "plan", "create and name", "attach"], lines);
}

const pairsOf = (turns: readonly RestoreTurn[]) => [
  ...new Map(turns.map((turn) => [`${turn.course} ${turn.contestant}`, turn])).values(),
];
