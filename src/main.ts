import { DomainError } from "#domain/errors.ts";
import { systemClock } from "#support/clock.ts";
import { runCommandLine, type Terminal } from "#surfaces/cli/cli.ts";
import { backstage } from "./composition/backstage.ts";

/** The process: its signals, its terminal, one command line. What is joined to what is in `composition/`. */
export async function main(argv: readonly string[]): Promise<number> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () =>
      stop.abort(
        new DomainError(
          "interrupted",
          `stopped by ${signal}; what is unfinished goes on when Freezeframe is started again`,
          { next: "freezeframe runs shows it" },
        ),
      ),
    );
  const terminal = {
    out: (text: string) => process.stdout.write(`${text}\n`),
    err: (text: string) => process.stderr.write(`${text}\n`),
    live: process.stderr.isTTY === true,
  };
  return commandLine(argv, terminal, stop.signal);
}

/** One command line on this terminal; returns its exit status. */
export const commandLine = (argv: readonly string[], terminal: Terminal, signal: AbortSignal) =>
  runCommandLine(argv, { terminal, signal, backstage, now: systemClock.now });
