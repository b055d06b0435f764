import { writeSync } from "node:fs";
import { systemClock } from "./clock.ts";

/** Ends the process because what is on disk can no longer be relied on. A test may inject one that throws. */
export type FailStop = (error: unknown) => never;

/** sysexits.h EX_SOFTWARE is 70: the supervisor restarts us, and recovery takes up what the journal holds. */
const exitCode = 70;

/** Writes one fatal log line synchronously and exits with status 70. */
export const failStop: FailStop = (error) => {
  const reason = error instanceof Error ? error.message : String(error);
  const line = {
    level: 60,
    time: systemClock.now(),
    msg: `the store could not be read or written, so the process ends now: ${reason}. Nothing is lost: free the disk or repair it, then start again`,
  };
  try {
    writeSync(2, `${JSON.stringify(line)}\n`);
  } catch {
    // A closed stderr must not keep the process alive.
  }
  process.exit(exitCode);
};
