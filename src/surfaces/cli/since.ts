import { z } from "zod";
import { Duration } from "#domain/duration.ts";
import { DomainError } from "#domain/errors.ts";
import { fromIso } from "#support/clock.ts";

/** `90d`, or a day: `2026-09-01` (UTC), in epoch ms. Throws `invalid-input` for what is neither, or lies in the future. */
export function readSince(text: string, now: number): number {
  const read = Duration.safeParse(text);
  const at = read.success
    ? now - read.data
    : z.iso.date().safeParse(text).success
      ? fromIso(`${text}T00:00:00Z`)
      : Number.NaN;
  // Also more than there is.
  if (!(at >= 0 && at < now))
    throw new DomainError("invalid-input", `--since: "${text}" is no time that is past`, {
      next: "say how far back, such as 90d or 12w, or a day: 2026-09-01",
    });
  return at;
}
