import { z } from "zod";
import type { Application } from "../application.ts";
import { digestOf } from "../digest.ts";
import { Grade } from "../label.ts";

const count = z.number();

/** All that decides which points stay: what a manifest says, in one place. */
export const RetentionPolicy = z.object({
  last: count,
  daily: count,
  weekly: count,
  monthly: count,
  yearly: count,
  /** IANA name: whose days, weeks, months and years. */
  timezone: z.string(),
  /** `objectives.grade`: its last point never goes. */
  grade: Grade.optional(),
});
export type RetentionPolicy = z.infer<typeof RetentionPolicy>;

/** How points are counted by age, in the manifest's words. */
export const PERIODS = ["daily", "weekly", "monthly", "yearly"] as const;
export type Period = (typeof PERIODS)[number];

/** Undefined: the manifest says nothing of retention, and nothing is ever pruned. */
export function policyOf({
  retention,
  schedule,
  objectives,
}: Pick<Application, "retention" | "schedule" | "objectives">): RetentionPolicy | undefined {
  if (retention === undefined) return undefined;
  const { grade } = objectives;
  return { ...retention, timezone: schedule?.timezone ?? "UTC", ...(grade === undefined ? {} : { grade }) };
}

/** What is approved: this policy of this application. SHA-256, hex. */
export const policyDigest = (application: string, policy: RetentionPolicy): string =>
  digestOf({ application, ...policy });

/**
 * Does `policy` keep at least what `approved` keeps, whatever points there are? Each rule keeps its points by itself, so that
 * a larger count never takes one from another rule. Another zone has other days, and another grade another last point.
 */
export const keepsAsMuch = (policy: RetentionPolicy, approved: RetentionPolicy): boolean =>
  policy.timezone === approved.timezone &&
  policy.grade === approved.grade &&
  policy.last >= approved.last &&
  PERIODS.every((period) => policy[period] >= approved[period]);

/** `last 6, daily 7 (Europe/Vienna)` */
export function policyWords(policy: RetentionPolicy): string {
  const counts = (["last", ...PERIODS] as const).filter((rule) => policy[rule] > 0);
  return `${counts.map((rule) => `${rule} ${policy[rule]}`).join(", ")} (${policy.timezone})`;
}
