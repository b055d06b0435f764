import { timeOf } from "#domain/restore/time-of.ts";
import { toIso } from "#support/clock.ts";
import type { CheckVerdict } from "#workflows/recovery-port.ts";

/** What the one value of a `freshness` query says. One that is no time says nothing about the data: the query is at fault. */
export function freshness(value: string): CheckVerdict {
  const time = timeOf(value);
  if ("not" in time) return { passed: false, undone: true, value, text: time.not };
  return {
    passed: true,
    text: `the newest data is of ${toIso(time.ms)}`,
    value,
    asOf: time.ms,
  };
}
