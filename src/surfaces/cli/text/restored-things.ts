import type { RestoredThing } from "#domain/restore/report.ts";

/** What a restore has left, each with the commands that remove it below. */
export const restoredThings = (left: readonly RestoredThing[]): string[] =>
  left.flatMap(({ kind, id, name, status, why, remedy }) => [
    `${kind} ${id} is ${status} (${name})${why === undefined ? "" : `: ${why}`}`,
    ...remedy.map((line) => `  ${line}`),
  ]);
