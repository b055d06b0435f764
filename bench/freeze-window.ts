import { lab } from "../test/lab/harness/lab.ts";
import {
  type Arena,
  type BackEnd,
  backEnds,
  type ContestantName,
  contestantNames,
  type Measured,
  openArena,
} from "./arena.ts";
import { machine } from "./machine.ts";
import { frozenTable, phasesTable } from "./report/table.ts";
import { judge } from "./report/targets.ts";

/** A turn that fails is told and done again, so that a run of half an hour survives one; but not more often than this. */
const FAILURES = 3;

interface Series {
  readonly contestant: ContestantName;
  readonly backEnd: BackEnd;
  readonly measured: Measured[];
}

interface Options {
  readonly rounds: number;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Measures for how long each contestant keeps the lab's databases frozen. True when every target is met. */
export async function freezeWindow(options: Options): Promise<boolean> {
  const { say, signal } = options;
  await using arena = await openArena(await lab());
  const series = await race(arena, options);
  const endless = [];
  for (const backEnd of backEnds) {
    say(`the script with the openstack client, ${backEnd}: it ends at the limit`);
    endless.push({ backEnd, ...(await arena.endless(backEnd, signal)) });
  }
  say(`\nFrozen time as the guests saw it; ${options.rounds} rounds, alternating; ${machine()}\n`);
  say(
    frozenTable([
      ...series.map(({ contestant, backEnd, measured }) => ({
        contestant,
        backEnd,
        times: measured.map(({ frozenMs }) => frozenMs),
      })),
      ...endless.map(({ backEnd, frozenMs }) => ({
        contestant: "openstack.sh",
        backEnd,
        times: [],
        atLeast: `≥ ${Math.floor(frozenMs)} (limit)`,
      })),
    ]),
  );
  say("\nWhere it goes, p50 in ms by the contestants' own clocks:\n");
  say(
    phasesTable(
      series
        .map((one) => ({ ...one, phases: one.measured.flatMap(({ phases }) => phases ?? []) }))
        .filter(({ phases }) => phases.length > 0),
    ),
  );
  const verdicts = backEnds.flatMap((backEnd) => judge(backEnd, timesOf(series, backEnd)));
  say("");
  for (const { target, measured, met } of verdicts)
    say(`${met ? "met    " : "MISSED "} ${target} (${measured})`);
  return verdicts.every(({ met }) => met);
}

/** Every round gives every contestant a turn on both back ends, each round beginning with another one. */
async function race(arena: Arena, { rounds, say, signal }: Options): Promise<Series[]> {
  const series = backEnds.flatMap((backEnd) =>
    contestantNames.map((contestant): Series => ({ backEnd, contestant, measured: [] })),
  );
  let failures = 0;
  for (let round = 1; round <= rounds; round++) {
    const first = (round - 1) % series.length;
    for (const { contestant, backEnd, measured } of [...series.slice(first), ...series.slice(0, first)]) {
      while (measured.length < round) {
        signal.throwIfAborted();
        try {
          const one = await arena.turn(contestant, backEnd, signal);
          measured.push(one);
          say(
            `round ${round} of ${rounds}, ${backEnd}, ${contestant}: ${Math.round(one.frozenMs)} ms${inWords(one)}`,
          );
        } catch (error) {
          if (signal.aborted || ++failures > FAILURES) throw error;
          say(
            `round ${round} of ${rounds}, ${backEnd}, ${contestant}: FAILED, once more: ${error instanceof Error ? error.message : error}`,
          );
        }
      }
    }
  }
  return series;
}

function timesOf(series: readonly Series[], backEnd: BackEnd): Record<ContestantName, number[]> {
  const of = (contestant: ContestantName) =>
    series
      .filter((one) => one.backEnd === backEnd && one.contestant === contestant)
      .flatMap(({ measured }) => measured.map(({ frozenMs }) => frozenMs));
  return { floor: of("floor"), freezeframe: of("freezeframe"), script: of("script") };
}

function inWords({ phases }: Measured): string {
  if (phases === undefined) return "";
  const words = Object.entries(phases).map(([phase, ms]) => `${phase} ${Math.round(ms)}`);
  return ` (${words.join(", ")})`;
}
