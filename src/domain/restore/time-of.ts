/** 2000-01-01 and 2100-01-01: what lies outside is a count or another thing, and no time of an application's data. */
const EARLIEST = 946_684_800_000;
const LATEST = 4_102_444_800_000;

/** Digits alone below it are seconds, from it on milliseconds: both are the year 1973 or later as milliseconds. */
const FIRST_MS = 100_000_000_000;

const number = /^\d{1,15}(?:\.\d{1,9})?$/;
const iso = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?<zone>Z|[+-]\d\d(?::?\d\d)?)?$/;

/**
 * The moment that a query answered, epoch ms: PostgreSQL's `timestamptz`, or an epoch in seconds or milliseconds. A time
 * without a zone is refused, since it is hours off wherever the zone is guessed wrong. The text is another's.
 */
export function timeOf(text: string): { readonly ms: number } | { readonly not: string } {
  const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
  const found = number.test(text) ? fromNumber(Number(text)) : fromIso(text);
  if (found === "no zone")
    return {
      not: `the query answers ${shown}, a time without a zone; expected a timestamptz: say … AT TIME ZONE 'UTC' where it is in UTC`,
    };
  if (found === undefined || !(found >= EARLIEST && found < LATEST))
    return {
      not: `the query answers ${shown}; expected a time of this century: a timestamptz, or an epoch in seconds or milliseconds`,
    };
  return { ms: found };
}

const fromNumber = (value: number): number => Math.round(value < FIRST_MS ? value * 1_000 : value);

function fromIso(text: string): number | "no zone" | undefined {
  const zone = iso.exec(text)?.groups?.zone;
  if (zone === undefined) return iso.test(text) ? "no zone" : undefined;
  // The language wants a T, and minutes in the zone.
  const hours = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2");
  const ms = Date.parse(`${text.slice(0, -zone.length).replace(" ", "T")}${hours}`);
  return Number.isNaN(ms) ? undefined : ms;
}
