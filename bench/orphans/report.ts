import { percentile } from "../report/percentile.ts";
import { markdown } from "../report/table.ts";
import type { Verdict } from "../report/targets.ts";
import type { Cost } from "./contestants.ts";

export type Costs = Readonly<Record<"only fetching" | "Freezeframe" | "openstacksdk", readonly Cost[]>>;

const TIMES_FETCHING = 1.3;
const TIMES_FASTER = 3;
const PEAK_MB = 200;

/** What was to be reached: times at p50, memory at its highest. */
export function judgeScan(costs: Costs): Verdict[] {
  const ms = (name: keyof Costs) =>
    percentile(
      costs[name].map((cost) => cost.ms),
      50,
    );
  const [ours, fetching, rival] = [ms("Freezeframe"), ms("only fetching"), ms("openstacksdk")];
  const peak = Math.max(...costs.Freezeframe.map(({ peakMb }) => peakMb));
  return [
    {
      target: `at most ${TIMES_FETCHING} × only fetching the pages`,
      measured: `${(ours / fetching).toFixed(2)} ×`,
      met: ours <= TIMES_FETCHING * fetching,
    },
    {
      target: `at least ${TIMES_FASTER} × faster than openstacksdk`,
      measured: `${(rival / ours).toFixed(1)} ×`,
      met: rival >= TIMES_FASTER * ours,
    },
    {
      target: `memory of the scanning bot under ${PEAK_MB} MB`,
      measured: `${peak.toFixed(0)} MB at most`,
      met: peak < PEAK_MB,
    },
  ];
}

export const scanTable = (costs: Costs): string =>
  markdown(
    ["contestant", "rounds", "p50 ms", "least", "most", "CPU ms", "most MB"],
    Object.entries(costs).map(([name, all]) => {
      const ms = all.map((cost) => cost.ms);
      const cpu = percentile(
        all.map(({ cpuMs }) => cpuMs),
        50,
      );
      const rounded = [percentile(ms, 50), Math.min(...ms), Math.max(...ms), cpu].map(Math.round);
      return [name, all.length, ...rounded, Math.round(Math.max(...all.map(({ peakMb }) => peakMb)))];
    }),
  );
