import { z } from "zod";
import { Duration } from "./duration.ts";
import { DomainError } from "./errors.ts";

const FORMS =
  "30m, 2h or 3d from now, or a date and time with its zone: 2026-11-24T06:00Z, 2026-11-24T07:00+01:00";

/** The last moment that a date can name, epoch milliseconds (ECMA-262, time values). */
const LATEST = 8.64e15;

/**
 * The moment that a person means by `2h`, `for 2h`, `until 2h`, `2026-11-24T06:00Z` or `until 2026-11-24T06:00+01:00`, in
 * epoch milliseconds. A time without a zone is refused: the reader and the bot need not live in the same one. Whether the
 * moment is in a range that makes sense is for the operation to say. Throws `invalid-input`.
 */
export function parseUntil(text: string, now: number): number {
  const said = text.trim().replace(/^(for|until)\s+/i, "");
  const until = looksLikeDate(said) ? dateAndTime(said) : after(said, now);
  if (until === undefined || until > LATEST)
    throw new DomainError("invalid-input", `"${text}" is no time to wait until${whyNot(said)}`, {
      next: `say ${FORMS}`,
    });
  return until;
}

const looksLikeDate = (text: string): boolean => /^\d{4}-/.test(text);

const ZONED = z.iso.datetime({ offset: true });

/** Seconds may be left out. The schema knows the calendar, which `Date.parse` does not: it takes 30 February for 2 March. */
function dateAndTime(text: string): number | undefined {
  const whole = text.replace(/(T\d\d:\d\d)(?=Z|[+-]\d\d:\d\d$)/, "$1:00");
  const at = ZONED.safeParse(whole).success ? Date.parse(whole) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

function after(text: string, now: number): number | undefined {
  const read = Duration.safeParse(text);
  return read.success ? now + read.data : undefined;
}

function whyNot(text: string): string {
  if (/^\d+(\.\d+)?$/.test(text)) return ": it has no unit";
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return ": it has neither a time of day nor a zone";
  if (looksLikeDate(text) && !/(Z|[+-]\d\d:\d\d)$/.test(text)) return ": it has no zone";
  return "";
}
