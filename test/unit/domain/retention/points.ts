import type { Grade } from "#domain/label.ts";
import { fatesOf, type RetentionFacts } from "#domain/retention/fates.ts";
import type { RetentionPolicy } from "#domain/retention/policy.ts";
import type { RetainedPoint } from "#domain/retention/retained-point.ts";
import { createZone } from "#domain/schedule/zone.ts";

/** A point taken then; its id is the time unless it has a name. */
export const taken = (
  at: string,
  grade: Grade | "none" = "A",
  change: Partial<RetainedPoint> = {},
): RetainedPoint => ({
  id: at,
  createdAt: Date.parse(`${at}Z`),
  grade: grade === "none" ? undefined : grade,
  label: "label",
  passedTest: undefined,
  protected: undefined,
  ...change,
});

export const policy = (change: Partial<RetentionPolicy> = {}): RetentionPolicy => ({
  last: 0,
  daily: 0,
  weekly: 0,
  monthly: 0,
  yearly: 0,
  timezone: "UTC",
  ...change,
});

/** Nothing stands in the way, and as many go as may. */
export function facts(
  points: readonly RetainedPoint[],
  wanted: Partial<RetentionPolicy> = {},
  change: Partial<RetentionFacts> = {},
): RetentionFacts {
  const full = policy(wanted);
  return {
    points,
    policy: full,
    zone: createZone(full.timezone),
    atOnce: 1_000,
    now: Date.UTC(2026, 10, 23, 12),
    rpoMs: undefined,
    wanted: full.grade,
    failedRun: undefined,
    testing: undefined,
    unseen: [],
    restores: new Map(),
    dependants: new Map(),
    ...change,
  };
}

/** Ids by fate. */
export function fates(given: RetentionFacts): { stays: string[]; goes: string[]; later: string[] } {
  const all = fatesOf(given).fates;
  const of = (fate: string) => all.filter((one) => one.fate === fate).map(({ point }) => point);
  return { stays: of("stays"), goes: of("goes"), later: of("later") };
}

export const whyOf = (given: RetentionFacts, id: string): string[] =>
  fatesOf(given).fates.find(({ point }) => point === id)?.why ?? [];
