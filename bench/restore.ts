import { setTimeout as wait } from "node:timers/promises";
import type { Lab } from "../test/lab/harness/lab.ts";
import { machine } from "./machine.ts";
import { onlyOne } from "./only-one.ts";
import { restoringBot } from "./restore/bot.ts";
import type { Took } from "./restore/contestant.ts";
import { type Course, type CourseName, courses, inspect, layOut, sweep, wantedOf } from "./restore/course.ts";
import { floor } from "./restore/floor.ts";
import { judgeRestore, type RestoreTurn, restorePhases, restoreTable } from "./restore/report.ts";
import { script } from "./restore/script.ts";

export interface RestoreOptions {
  readonly rounds: number;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** One of the courses; all of them unless it is given. */
  readonly only?: string | undefined;
}

/** One that fails is told and done again, but not more often than this in a course. */
const FAILURES = 5;
const AFTER_FAILURE_MS = 5_000;

/** Restores scratch groups on the lab, each by every contestant in turns. True when every target is met. */
export async function restore(lab: Lab, { rounds, say, signal, only }: RestoreOptions): Promise<boolean> {
  const courseNames = allCourses.filter((name) => only === undefined || name === only);
  if (courseNames.length === 0) throw new Error(`no course "${only}": there are ${allCourses.join(", ")}`);
  await using _alone = await onlyOne();
  const turns: RestoreTurn[] = [];
  for (const name of courseNames) turns.push(...(await runCourse(lab, name, { rounds, say, signal })));
  say(`\nUntil all volumes are made, named and attached; ${rounds} rounds, alternating; ${machine()}\n`);
  say(restoreTable(turns));
  say("\nWhere it goes, p50 in ms by the contestants' own clocks:\n");
  say(restorePhases(turns));
  const verdicts = courseNames.flatMap((name) => judgeRestore(name, turns));
  say("");
  for (const { target, measured, met } of verdicts)
    say(`${met ? "met    " : "MISSED "} ${target} (${measured})`);
  return verdicts.every(({ met }) => met);
}

// The keys of a constant object, in their order.
const allCourses = Object.keys(courses) as CourseName[];

async function runCourse(
  lab: Lab,
  name: CourseName,
  { rounds, say, signal }: RestoreOptions,
): Promise<RestoreTurn[]> {
  await using course = await layOut(lab, name);
  await using bot = await restoringBot(lab, course, signal);
  const wanted = await wantedOf(lab, course, bot.groupSnapshotId);
  await using _swept = { [Symbol.asyncDispose]: () => sweep(lab, course, wanted) };
  const look = () => inspect(lab, course, wanted);
  const inspected = async (took: Took) => look().then(() => took);
  const contestants = {
    floor: (mark: string) => floor(lab, course, wanted, mark).then(inspected),
    Freezeframe: () => bot.turn(look, signal),
    "restore.sh": (mark: string) => script(lab, course, wanted, mark).then(inspected),
  };
  const order = Object.entries(contestants) as [keyof typeof contestants, (mark: string) => Promise<Took>][];
  return await alternate(course, order, { rounds, say, signal, clean: () => sweep(lab, course, wanted) });
}

/** Each round begins with another one, and every second one goes backwards, so that nobody always comes after the same. */
async function alternate(
  course: Course,
  order: readonly [RestoreTurn["contestant"], (mark: string) => Promise<Took>][],
  { rounds, say, signal, clean }: RestoreOptions & { clean: () => Promise<void> },
): Promise<RestoreTurn[]> {
  const turns: RestoreTurn[] = [];
  let failures = 0;
  for (let round = 1; round <= rounds; round++) {
    const first = (round - 1) % order.length;
    const forwards = [...order.slice(first), ...order.slice(0, first)];
    for (const [contestant, act] of round % 2 === 1 ? forwards : forwards.toReversed()) {
      for (let done = false; !done; ) {
        signal.throwIfAborted();
        try {
          const took = await act(`${course.groupName}-${turns.length}-${failures}`);
          turns.push({ course: course.name, contestant, ...took });
          say(`round ${round} of ${rounds}, ${course.name}, ${contestant}: ${inWords(took)}`);
          done = true;
        } catch (error) {
          if (signal.aborted || ++failures > FAILURES) throw error;
          say(
            `round ${round} of ${rounds}, ${course.name}, ${contestant}: FAILED, once more: ${String(error)}`,
          );
          await wait(AFTER_FAILURE_MS, undefined, { signal });
        } finally {
          await clean();
        }
      }
    }
  }
  return turns;
}

function inWords({ ms, phases }: Took): string {
  const parts = Object.entries(phases ?? {}).map(([phase, part]) => `${phase} ${Math.round(part)}`);
  return `${Math.round(ms)} ms${parts.length === 0 ? "" : ` (${parts.join(", ")})`}`;
}
