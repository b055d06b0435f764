import { parseArgs } from "node:util";
import { type Lab, lab } from "../test/lab/harness/lab.ts";
import { ack } from "./ack.ts";
import { canary } from "./canary.ts";
import { freezeWindow } from "./freeze-window.ts";
import { withoutOpenstacksdk } from "./orphans/rival.ts";
import { orphans } from "./orphans.ts";
import { recipes } from "./recipes.ts";
import { restore } from "./restore.ts";
import { schedules } from "./schedules.ts";

/**
 * npm run bench -- freeze-window [--rounds N]   needs root and the lab (npm run lab)
 * npm run bench -- restore [--rounds N] [--only "3 volumes"]   the same
 * npm run bench -- ack [--rounds N]             needs nothing
 * npm run bench -- schedules [--rounds N]       the same; N applications instead of rounds
 * npm run bench -- orphans [--rounds N]         needs Debian's openstacksdk, which it installs when run by root
 * npm run bench -- canary [--rounds N]          needs root and PostgreSQL 15, but no lab
 * npm run bench -- recipes [--rounds N]         the same, and MariaDB
 *
 * Ends with 0 when every target is met, 1 when one is missed or a measurement failed, 2 when it cannot begin.
 */
const usage = [
  "usage: npm run bench -- freeze-window [--rounds N]     (30 rounds take about half an hour)",
  '       npm run bench -- restore [--rounds N] [--only "3 volumes"]     (5 rounds take about an hour)',
  "       npm run bench -- ack [--rounds N]               (5 rounds take about four minutes)",
  "       npm run bench -- schedules [--rounds N]         (N applications, 1000 unless said; takes about three minutes)",
  "       npm run bench -- orphans [--rounds N]           (3 rounds take about five minutes)",
  "       npm run bench -- canary [--rounds N]            (6 rounds take about two minutes)",
  "       npm run bench -- recipes [--rounds N]           (20 rounds take about four minutes)",
].join("\n");
const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Options {
  readonly rounds: number;
  readonly say: typeof say;
  readonly signal: AbortSignal;
  /** One part of the bench, by its name. */
  readonly only: string | undefined;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: "string" }, only: { type: "string" } },
  });
  const [name = "", ...extra] = positionals;
  const bench = benches.get(name);
  const rounds = Number(values.rounds ?? bench?.rounds);
  const misplaced = values.only !== undefined && name !== "restore";
  if (bench === undefined || misplaced || extra.length > 0 || !Number.isInteger(rounds) || rounds < 1)
    return cannot(usage);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  return bench.run({ rounds, say, signal: stop.signal, only: values.only });
}

const status = (met: boolean): number => (met ? 0 : 1);

const benches = new Map([
  ["freeze-window", { rounds: 30, run: onTheLab("freeze-window", freezeWindow) }],
  ["restore", { rounds: 5, run: onTheLab("restore", restore) }],
  [
    "schedules",
    {
      rounds: 1_000,
      run: async ({ rounds: applications, say, signal }: Options) =>
        status(await schedules({ applications, say, signal })),
    },
  ],
  ["orphans", { rounds: 3, run: besideOpenstacksdk }],
  ["canary", { rounds: 6, run: onOwnDisks("canary", canary) }],
  ["recipes", { rounds: 20, run: onOwnDisks("recipes", recipes) }],
  ["ack", { rounds: 5, run: async (options: Options) => status(await ack(options)) }],
]);

async function besideOpenstacksdk(options: Options): Promise<number> {
  const missing = await withoutOpenstacksdk();
  return missing === undefined ? status(await orphans(options)) : cannot(missing);
}

function onOwnDisks(name: string, bench: (options: Options) => Promise<boolean>) {
  return async (options: Options): Promise<number> =>
    process.getuid?.() === 0
      ? status(await bench(options))
      : cannot(`the bench needs root: it mounts file systems of its own. Try: sudo npm run bench -- ${name}`);
}

function onTheLab(name: string, bench: (lab: Lab, options: Options) => Promise<boolean>) {
  return async (options: Options): Promise<number> => {
    if (process.getuid?.() !== 0)
      return cannot(
        `the bench needs root: the lab's state is root's alone. Try: sudo npm run bench -- ${name}`,
      );
    const running = await lab().catch((cause: unknown) => ({
      why: cause instanceof Error ? cause.message : cause,
    }));
    if ("why" in running)
      return cannot(`the bench needs the lab, which is not up (${running.why}). As root: npm run lab`);
    return status(await bench(running, options));
  };
}

function cannot(why: string): number {
  process.stderr.write(`${why}\n`);
  return 2;
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : error}\n`);
  return 1;
});
