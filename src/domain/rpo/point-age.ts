import { describeDuration } from "../duration.ts";
import type { Grade } from "../label.ts";
import { toMinute } from "../minute.ts";
import type { Pause } from "../pause.ts";
import type { Standing } from "./standing.ts";

/** What the age of the newest point is judged by. */
export interface PointAge {
  readonly application: string;
  readonly now: number;
  /** `objectives.rpo`, ms, and `objectives.grade`. */
  readonly rpoMs: number;
  readonly wanted: Grade | undefined;
  /** The newest point of that grade or a better one. */
  readonly usable:
    | { readonly id: string; readonly grade: Grade | undefined; readonly at: number }
    | undefined;
  /** Since when the objective is watched: before that nothing is missed for want of a point. */
  readonly since: number;
  /** A snapshot is running or queued. */
  readonly underWay: boolean;
  /** The next slot that is in no blackout; epoch ms. */
  readonly nextSlot: number | undefined;
  /** A scheduled snapshot begins only when somebody approves it. */
  readonly needsApproval: boolean;
  readonly paused: Pick<Pause, "until" | "by"> | undefined;
  /** The last scheduled run, when it made no point of that grade. */
  readonly failedRun: string | undefined;
}

/** A slot mends what was missed by no more than this: a tenth of the RPO, at most 15 minutes. */
const SOON_MS = 15 * 60_000;

/** Pure: is the newest usable point young enough, and if not, will the next run mend that? */
export function pointAge(about: PointAge): Standing {
  const { now, rpoMs, usable, since } = about;
  const rpo = `RPO ${describeDuration(rpoMs)}`;
  if (now - (usable?.at ?? since) <= rpoMs)
    return {
      state: "kept",
      by: usable === undefined ? `${rpo}: its first time is not over` : pointOf(usable),
    };
  const why = whyNotMended(about);
  if (why === undefined) return { state: "mending" };
  const grade = about.wanted === undefined ? "" : ` of grade ${about.wanted} or better`;
  const missed =
    usable === undefined
      ? `there is no recovery point${grade}`
      : `the newest recovery point${grade} is of ${toMinute(usable.at)} (${usable.id})`;
  return { state: "missed", text: `${rpo} is missed: ${missed}; ${why.text}`, next: why.next };
}

const pointOf = ({ id, grade, at }: NonNullable<PointAge["usable"]>): string =>
  `point ${id}${grade === undefined ? "" : ` (${grade})`} of ${toMinute(at)}`;

/** Undefined: it is about to be mended. Times that move with each slot are not in the words, which would change with them. */
function whyNotMended({
  application,
  now,
  rpoMs,
  underWay,
  nextSlot,
  needsApproval,
  paused,
  failedRun,
}: PointAge): { readonly text: string; readonly next: string } | undefined {
  if (underWay) return undefined;
  const take = `freezeframe snapshot ${application} takes one now`;
  if (paused !== undefined)
    return {
      text: `it is paused until ${toMinute(paused.until)}`,
      next: `freezeframe resume ${application} ends the pause`,
    };
  if (failedRun !== undefined)
    return {
      text: `the last scheduled run (${failedRun}) made no such point`,
      next: `freezeframe doctor ${application} tells what stands against it`,
    };
  if (nextSlot === undefined) return { text: "no snapshot is scheduled", next: take };
  if (needsApproval)
    return { text: "a scheduled one waits for an approval", next: "freezeframe approvals shows what waits" };
  if (nextSlot - now <= Math.min(rpoMs / 10, SOON_MS)) return undefined;
  return { text: "the next scheduled one comes too late", next: take };
}
