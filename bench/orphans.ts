import { isDeepStrictEqual } from "node:util";
import { machine } from "./machine.ts";
import { onlyOne } from "./only-one.ts";
import { type Contestant, type Cost, fetchOnly, freezeframe, openstacksdk } from "./orphans/contestants.ts";
import { crowd } from "./orphans/crowd.ts";
import { startCrowdedWorld } from "./orphans/crowded-world.ts";
import { judgeScan, scanTable } from "./orphans/report.ts";

export interface OrphansOptions {
  readonly rounds: number;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A scan of a crowded project against only fetching its lists, and against openstacksdk. True when every target is met. */
export async function orphans({ rounds, say, signal }: OrphansOptions): Promise<boolean> {
  await using _alone = await onlyOne();
  const { volumes, snapshots, sets, groups } = crowd;
  say(
    `a cloud of ${volumes} volumes, ${snapshots} snapshots, ${sets} group snapshots and ${groups} groups is made`,
  );
  await using world = await startCrowdedWorld();
  const costs: Record<"only fetching" | "Freezeframe" | "openstacksdk", Cost[]> = {
    "only fetching": [],
    Freezeframe: [],
    openstacksdk: [],
  };
  const contestants: readonly (readonly [keyof typeof costs, Contestant])[] = [
    ["only fetching", fetchOnly],
    ["Freezeframe", freezeframe],
    ["openstacksdk", openstacksdk],
  ];
  let seen: Cost["things"] | undefined;
  for (let round = 1; round <= rounds; round++)
    for (const [name, turn] of round % 2 === 1 ? contestants : contestants.toReversed()) {
      const cost = await turn(world, signal);
      seen ??= cost.things;
      if (!isDeepStrictEqual(cost.things, seen))
        throw new Error(`${name} saw ${JSON.stringify(cost.things)}, others ${JSON.stringify(seen)}`);
      costs[name].push(cost);
      const { ms, cpuMs, peakMb } = cost;
      const used = `${(cpuMs / 1_000).toFixed(1)} s CPU, ${peakMb.toFixed(0)} MB`;
      say(`round ${round} of ${rounds}, ${name}: ${(ms / 1_000).toFixed(1)} s, ${used}`);
    }
  const verdicts = judgeScan(costs);
  const lines = verdicts.map(
    ({ target, measured, met }) => `${met ? "met   " : "MISSED"} ${target}: ${measured}`,
  );
  say(["", machine(), "", scanTable(costs), "", ...lines].join("\n"));
  return verdicts.every(({ met }) => met);
}
