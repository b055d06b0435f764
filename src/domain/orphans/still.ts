import type { Sighting } from "./find-orphans.ts";
import type { Orphan } from "./orphan.ts";

/**
 * Is a planned orphan still what was planned, by a look a moment ago? Undefined: yes, delete it. Otherwise why it is left
 * alone, in words.
 */
export function whyLeftAlone(planned: Orphan, now: Sighting): string | undefined {
  const seen = now.orphans.find(({ id }) => id === planned.id);
  if (seen === undefined)
    return "it is not an orphan any more: somebody has taken it into use, or it is on its way out";
  if (seen.stays !== undefined) return `changed since the plan: ${seen.stays}`;
  if (seen.by !== "clean-up")
    return `changed since the plan: it is ${seen.status}, and not for clean-up to delete`;
  if (seen.fingerprint !== planned.fingerprint)
    return `changed since the plan: ${whatChanged(planned, seen)}`;
  // What has gone before it does not show any more.
  if (seen.after.length > 0) return `${seen.after.join(", ")} has to go before it, and is still there`;
  return undefined;
}

function whatChanged(before: Orphan, now: Orphan): string {
  if (before.class !== now.class) return `it was a ${before.class}, it is a ${now.class}`;
  if (before.name !== now.name) return `it was called ${before.name}, it is called ${now.name}`;
  if (before.status !== now.status) return `it was ${before.status}, it is ${now.status}`;
  if (before.gib !== now.gib) return `it had ${before.gib} GiB, it has ${now.gib}`;
  return "its metadata, its members or what it is made of are not as they were";
}
