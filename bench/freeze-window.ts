import type { Lab } from "../test/lab/harness/lab.ts";
import { type BackEnd, backEnds, type ContestantName, openArena } from "./arena.ts";
import { machine } from "./machine.ts";
import { type RaceOptions, race, type Series } from "./race.ts";
import { frozenTable, phasesTable, type Row } from "./report/table.ts";
import { judge } from "./report/targets.ts";

/** Measures for how long each contestant keeps the lab's databases frozen. True when every target is met. */
export async function freezeWindow(lab: Lab, options: RaceOptions): Promise<boolean> {
  const { say, signal, rounds } = options;
  await using arena = await openArena(lab);
  const series = await race(arena, options);
  const endless: Row[] = [];
  for (const backEnd of backEnds) {
    say(`the script with the openstack client, ${backEnd}: it ends at the limit`);
    const { frozenMs } = await arena.endless(backEnd, signal);
    endless.push({ contestant: "openstack.sh", backEnd, times: [], endedAfterMs: frozenMs });
  }
  say(`\nFrozen time as the guests saw it; ${rounds} rounds, alternating; ${machine()}\n`);
  say(frozenTable([...series.map(rowOf), ...endless]));
  say("\nWhere it goes, p50 in ms by the contestants' own clocks:\n");
  say(phasesTable(series));
  say("");
  const verdicts = backEnds.flatMap((backEnd) => judge(backEnd, timesOf(series, backEnd)));
  for (const { target, measured, met } of verdicts)
    say(`${met ? "met    " : "MISSED "} ${target} (${measured})`);
  return verdicts.every(({ met }) => met);
}

const rowOf = ({ contestant, backEnd, measured }: Series): Row => ({
  contestant,
  backEnd,
  times: measured.map(({ frozenMs }) => frozenMs),
});

function timesOf(series: readonly Series[], backEnd: BackEnd): Record<ContestantName, readonly number[]> {
  const of = (name: ContestantName) =>
    series
      .filter((one) => one.backEnd === backEnd && one.contestant === name)
      .flatMap((one) => rowOf(one).times);
  return { floor: of("floor"), freezeframe: of("freezeframe"), script: of("script") };
}
