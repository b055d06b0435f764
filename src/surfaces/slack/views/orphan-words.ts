import type { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import { actorMention, code, date, escaped, withMoments } from "../mrkdwn.ts";

/** `3 orphans` */
export const orphansCounted = (count: number): string => (count === 1 ? "1 orphan" : `${count} orphans`);

/** What it is, as it was seen: `o-7f3a9c21d0` volume orders-data, available, 10 GiB. */
export function orphanThing({ orphan }: OrphanRecord): string {
  const { id, kind, name, thing, status, gib, objects } = orphan;
  const size = gib === 0 ? [] : [`${gib} GiB`];
  const many = objects > 1 ? [`${objects} things`] : [];
  const said = [escaped(status, 80), ...size, ...many].join(", ");
  return `${code(id, 40)} ${kind} ${code(name || thing, 160)}, ${said}`;
}

/**
 * Why it stays. Moments, not ages: a message is not edited while only time passes. `stays` is the domain's, in words for a
 * terminal; `telling`: this is the message that tells its owner.
 */
export function orphanStays({ kept, told }: OrphanRecord, stays: string, telling: boolean): string {
  if (kept !== undefined && stays.startsWith("kept by ")) {
    const until = kept.until === undefined ? "for good" : `until ${date(kept.until)}`;
    const reason = kept.reason === undefined ? "" : `: “${escaped(kept.reason, 200)}”`;
    return `kept by ${actorMention(kept.by)} ${until}${reason}`;
  }
  // Its owner reads it here, a moment before that is on record.
  if (telling && told === undefined && stays === UNTOLD) return "its grace begins now";
  return staysWords(stays);
}

/** The same of what is on record in the domain's words alone, as in a plan. */
export function staysWords(why: string): string {
  const [, by, rest] = KEPT.exec(why) ?? [];
  if (by !== undefined) return `kept by ${actorMention(by)}${withMoments(rest ?? "", 300)}`;
  return withMoments(GRACE.exec(why)?.[1] ?? why, 400);
}

const UNTOLD = "its owner has not been told yet";
const KEPT = /^kept by ([UW][A-Z0-9]{2,20})\b(.*)$/s;
const GRACE = /^its owner was told .* ago: (grace until .*)$/;
