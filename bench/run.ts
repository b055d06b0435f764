import { parseArgs } from "node:util";
import { lab } from "../test/lab/harness/lab.ts";
import { freezeWindow } from "./freeze-window.ts";

/**
 * npm run bench -- freeze-window [--rounds N]
 *
 * Needs root and the lab (npm run lab). Ends with 0 when every target is met, 1 when one is missed or a measurement
 * failed, 2 when it cannot begin.
 */
const usage = "usage: npm run bench -- freeze-window [--rounds N]     (30 rounds take about half an hour)";
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: "string", default: "30" } },
  });
  const rounds = Number(values.rounds);
  if (positionals.join(" ") !== "freeze-window" || !Number.isInteger(rounds) || rounds < 1)
    return cannot(usage);
  if (process.getuid?.() !== 0)
    return cannot(
      "the bench needs root: it looks into the lab's guests. Try: sudo npm run bench -- freeze-window",
    );
  const running = await lab().catch((cause: unknown) => ({
    why: cause instanceof Error ? cause.message : cause,
  }));
  if ("why" in running)
    return cannot(`the bench needs the lab, which is not up (${running.why}). As root: npm run lab`);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  return (await freezeWindow(running, { rounds, say, signal: stop.signal })) ? 0 : 1;
}

function cannot(why: string): number {
  process.stderr.write(`${why}\n`);
  return 2;
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : error}\n`);
  return 1;
});
