import { machine } from "./machine.ts";
import { onlyOne } from "./only-one.ts";
import { brought } from "./recipes/brought.ts";
import { type HoldTimes, hold } from "./recipes/hold.ts";
import { percentile } from "./report/percentile.ts";
import { markdown } from "./report/table.ts";

export interface RecipesOptions {
  readonly rounds: number;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * How long each recipe holds writes by itself: real applications under load over three file systems of this machine's disks,
 * the real guest kit beside them, a thaw as soon as the freeze is proved. What a cut takes comes on top of it. No target.
 */
export async function recipes({ rounds, say, signal }: RecipesOptions): Promise<boolean> {
  await using _alone = await onlyOne();
  await using applications = await brought();
  const seen = new Map(applications.all.map(({ name }) => [name, [] as HoldTimes[]]));
  for (let round = 1; round <= rounds; round++) {
    for (const application of applications.all) {
      signal.throwIfAborted();
      const times = await hold(applications.kit, application);
      seen.get(application.name)?.push(times);
      say(
        `round ${round}, ${application.name}: frozen ${times.frozenMs} ms, ${times.operations} operations in the second before`,
      );
    }
  }
  const heads = [
    "recipe",
    "rounds",
    "prepared p50",
    "freeze p50",
    "frozen p50",
    "frozen p95",
    "most",
    "longest operation p50",
    "most",
  ];
  const lines = [...seen].map(([name, times]) => {
    const of = (what: "preparedMs" | "freezeMs" | "frozenMs" | "longestMs", percent: number) =>
      Math.round(
        percentile(
          times.map((one) => one[what]),
          percent,
        ),
      );
    return [
      name,
      times.length,
      of("preparedMs", 50),
      of("freezeMs", 50),
      of("frozenMs", 50),
      of("frozenMs", 95),
      of("frozenMs", 100),
      of("longestMs", 50),
      of("longestMs", 100),
    ];
  });
  say(`\n${machine()}; ${rounds} rounds, ms\n`);
  say(markdown(heads, lines));
  return true;
}
