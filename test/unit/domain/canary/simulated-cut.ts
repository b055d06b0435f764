import type { CanaryReading } from "#domain/canary/reading.ts";
import type { CanaryRun } from "#domain/canary/run.ts";

/** A writer of so many volumes that takes `writeMs` for each line and begins a cycle each `everyMs`. */
export interface SimulatedWriter {
  readonly volumes: number;
  readonly everyMs: number;
  readonly writeMs: number;
}

const EPOCH = 1_800_000_000_000;
export const ID = "0123456789abcdef01234567";

/** What is read back of each volume when it was cut at `cuts[volume]`, ms from the first line. Clock in steps of 10 ms. */
export function readBack(
  { volumes, everyMs, writeMs }: SimulatedWriter,
  cuts: readonly number[],
): CanaryReading[] {
  return Array.from({ length: volumes }, (_, volume) => {
    const begun: number[] = [];
    for (let n = 0; ; n++) {
      const at = n * everyMs + volume * writeMs;
      // On the disk when the write has ended.
      if (at + writeMs > (cuts[volume] ?? 0)) break;
      begun.push(Math.floor(at / 10) * 10);
    }
    const at = begun.at(-1);
    return {
      role: `v${volume}`,
      state: "read",
      id: ID,
      position: volume + 1,
      of: volumes,
      last: begun.length,
      ...(at === undefined ? {} : { at, wall: EPOCH + at }),
      steps: begun
        .slice(1)
        .map((time, index) => time - (begun[index] ?? 0))
        .slice(-150),
    };
  });
}

/** What the guest says of that writer. */
export const runOf = (
  { volumes, everyMs, writeMs }: SimulatedWriter,
  change: Partial<CanaryRun> = {},
): CanaryRun => ({
  id: ID,
  covered: true,
  writers: [
    {
      server: "db",
      roles: Array.from({ length: volumes }, (_, volume) => `v${volume}`),
      cycles: 100,
      longestMs: everyMs,
      writingMs: volumes * writeMs,
    },
  ],
  problems: [],
  ...change,
});
