import { startDatabase } from "./canary/database.ts";
import { machine } from "./machine.ts";
import { onlyOne } from "./only-one.ts";
import { percentile } from "./report/percentile.ts";
import { markdown } from "./report/table.ts";

export interface CanaryOptions {
  readonly rounds: number;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** At once, as an application's connections do. */
const CLIENTS = 4;
const TURN_S = 5;

const contestants = ["without", "with the canary"] as const;

/**
 * What a database's commits feel of a write-order canary beside it: a real PostgreSQL over three ext4 file systems of this
 * machine's disks, in turns. There is no target: it is what an operator weighs who switches the canary on.
 */
export async function canary({ rounds, say, signal }: CanaryOptions): Promise<boolean> {
  await using _alone = await onlyOne();
  await using database = await startDatabase(CLIENTS);
  // Caches and the WAL's files are made before anything is counted.
  await database.commits(TURN_S);
  const times = new Map<string, number[][]>(contestants.map((name) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const name of round % 2 === 1 ? contestants : contestants.toReversed()) {
      signal.throwIfAborted();
      await using _canary = name === "without" ? undefined : await database.canary();
      const commits = await database.commits(TURN_S);
      times.get(name)?.push(commits);
      say(`round ${round}, ${name}: ${commits.length} commits, p50 ${ms(percentile(commits, 50))} ms`);
    }
  }
  say(`\n${machine()}; ${rounds} rounds of ${TURN_S} s, ${CLIENTS} clients\n`);
  say(tableOf(times));
  return true;
}

function tableOf(times: ReadonlyMap<string, readonly (readonly number[])[]>): string {
  const heads = ["canary", "commits/s", "p50 ms", "p95 ms", "p99 ms", "p99.9 ms"];
  const lines = [...times].map(([name, turns]) => {
    const all = turns.flat();
    const perSecond = Math.round(all.length / (turns.length * TURN_S));
    return [name, perSecond, ...[50, 95, 99, 99.9].map((percent) => ms(percentile(all, percent)))];
  });
  return markdown(heads, lines);
}

const ms = (value: number): string => value.toFixed(2);
