import { toMinute } from "../minute.ts";
import type { PointFate } from "./fates.ts";
import { policyWords, type RetentionPolicy } from "./policy.ts";

interface Asked {
  readonly policy: RetentionPolicy;
  /** What it would take the place of. */
  readonly before: RetentionPolicy | undefined;
  readonly atOnce: number;
  readonly halts: readonly string[];
  /** Newest first. */
  readonly fates: readonly PointFate[];
}

/** What approvers read: the policy, what it would take now, and what stays. */
export function retentionLines({ policy, before, atOnce, halts, fates }: Asked): string[] {
  const going = fates.filter(({ fate }) => fate !== "stays").reverse();
  const staying = fates.filter(({ fate }) => fate === "stays");
  return [
    `keep ${policyWords(policy)}; every other point is deleted, with its snapshots, now and from now on`,
    ...(before === undefined ? [] : [`until now it was ${policyWords(before)}`]),
    `of ${fates.length} points ${going.length} would go, at most ${atOnce} in one run, the oldest first`,
    ...halts.map((why) => `nothing goes yet: ${why}`),
    ...going.map((one) => `goes: ${pointWords(one)}`),
    ...staying.map((one) => `stays: ${pointWords(one)}: ${one.why.join("; ")}`),
  ];
}

const pointWords = ({ point, grade, createdAt }: PointFate): string =>
  `${point} (${grade ?? "no grade"}, ${toMinute(createdAt)})`;
