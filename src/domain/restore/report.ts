import { z } from "zod";
import { describeDuration } from "../duration.ts";
import { DataReading } from "./reading.ts";

/** One thing that a restore wanted to reach, and whether it was seen to be reached. */
export const RestorePhase = z.object({
  ok: z.boolean(),
  /** Epoch milliseconds of its end. */
  at: z.number(),
  /** From the start of the run to its end: the RTO so far. */
  ms: z.number(),
  text: z.string(),
});
export type RestorePhase = z.infer<typeof RestorePhase>;

/** In their order. One that is absent was not reached; nothing is concluded from one about another. */
export const RestorePhases = z.object({
  volumesCreated: RestorePhase.optional(),
  attached: RestorePhase.optional(),
  /** In place of `attached`: ok only when the server itself said so. */
  booted: RestorePhase.optional(),
  /** Also absent where there is no database: see `needsDatabase`. */
  databaseRecovered: RestorePhase.optional(),
  /** Ok only when every check passed and one of them read the application's own data. */
  dataVerified: RestorePhase.optional(),
});
export type RestorePhases = z.infer<typeof RestorePhases>;

/** What became of one check. */
export const CheckResult = z.object({
  /** `postgresql`, `filesystem`, `hook orders-selfcheck` */
  check: z.string(),
  passed: z.boolean(),
  text: z.string(),
  readsData: z.boolean(),
  /** There was nothing to check with: it counts neither way. */
  skipped: z.boolean().optional(),
  /** It has not passed, and that says nothing about the data: it could not be done, or what it was done with is at fault. */
  undone: z.boolean().optional(),
  /** Of a `freshness` check: the time of the newest data, epoch ms. */
  asOf: z.number().optional(),
});
export type CheckResult = z.infer<typeof CheckResult>;

/** How far a restore came, in one word; the last one alone may be called restored. */
export const Reached = z.enum([
  "nothing",
  "volumes created",
  "attached",
  "booted",
  "database recovered",
  "data verified",
]);
export type Reached = z.infer<typeof Reached>;

/** Something that a restore has made and that is still there. */
export const RestoredThing = z.object({
  kind: z.enum(["volume", "group", "attachment", "server"]),
  id: z.string(),
  name: z.string(),
  status: z.string(),
  /** Why it is still there; absent: it is meant to be. */
  why: z.string().optional(),
  /** Exact commands that remove it, in order. */
  remedy: z.array(z.string()),
});
export type RestoredThing = z.infer<typeof RestoredThing>;

/** What a restore run tells when it ends, whatever became of it. */
export const RestoreReport = z.object({
  runId: z.string(),
  application: z.string(),
  cloud: z.string(),
  point: z.string(),
  headline: z.string(),
  reached: Reached,
  needsDatabase: z.boolean(),
  phases: RestorePhases,
  checks: z.array(CheckResult),
  /** Absent: it did not come to reading the data. */
  reading: DataReading.optional(),
  /** What of the application was not restored, or not looked at, in words; absent: all of it was. */
  gaps: z.array(z.string()).optional(),
  /** From the start of the run to verified data; absent for anything less, and for less than the whole application. */
  rtoMs: z.number().optional(),
  objectiveMs: z.number().optional(),
  /** Slack ids of those who approved it; empty: it needed no approval. */
  approvedBy: z.array(z.string()),
  /** One of them broke the glass. */
  brokeGlass: z.boolean().optional(),
  volumes: z.array(z.object({ role: z.string(), volumeId: z.string(), name: z.string() })),
  server: z.object({ id: z.string(), name: z.string() }).optional(),
  /** What is there now, all of it: kept on purpose, or because it could not be removed. */
  left: z.array(RestoredThing),
  /** `kept` until `expiresAt`; `torn down`: nothing is there; `left behind`: something could not be removed. */
  state: z.enum(["kept", "torn down", "left behind"]),
  expiresAt: z.number().optional(),
  /** Commands of a cut-over for this application. They were not run. */
  cutOver: z.array(z.string()),
});
export type RestoreReport = z.infer<typeof RestoreReport>;

interface Came {
  readonly phases: RestorePhases;
  readonly needsDatabase: boolean;
}

/** The furthest phase that was reached with every phase before it. */
export function reached({ phases, needsDatabase }: Came): Reached {
  const { volumesCreated, attached, booted, databaseRecovered, dataVerified } = phases;
  if (volumesCreated?.ok !== true) return "nothing";
  if ((attached ?? booted)?.ok !== true) return "volumes created";
  const there = attached === undefined ? "booted" : "attached";
  if (needsDatabase && databaseRecovered?.ok !== true) return there;
  if (dataVerified?.ok === true) return "data verified";
  return databaseRecovered?.ok === true ? "database recovered" : there;
}

/** Did the checks verify the data? All of them passed, and one of them read what the application wrote. */
export const verifies = (checks: readonly CheckResult[]): boolean =>
  checks.every(({ passed }) => passed) && checks.some(({ readsData }) => readsData);

/**
 * One line that never claims more than was seen: *restored* is said of verified data only, and what was not looked at is
 * said beside what was.
 */
export function headlineOf(
  came: Came & {
    readonly application: string;
    readonly point: string;
    /** What was planned to stay as it is, or not to be looked at. */
    readonly gaps?: readonly string[];
  },
): string {
  const { application, point, phases, gaps = [] } = came;
  const so = reached(came);
  const what = `${application} from ${point}`;
  if (so === "data verified") {
    const but = gaps.length === 0 ? "" : `, not the whole of it (${gaps.join("; ")})`;
    return `data verified: ${what} is restored${but}, in ${describeDuration(phases.dataVerified?.ms ?? 0)}`;
  }
  const failed = firstFailed(phases);
  const why = failed === undefined ? notLookedAt[so] : `${failed.name} failed: ${failed.text}`;
  return `${so === "nothing" ? "nothing usable was made" : `${so}, no more`}: ${what}; ${why}`;
}

const notLookedAt: Record<Exclude<Reached, "data verified">, string> = {
  nothing: "no volume was proved",
  "volumes created": "nobody has read them: they may hold anything",
  attached: "the application's data was not read",
  booted: "the application's data was not read",
  "database recovered": "no check read the application's data",
};

const names = {
  volumesCreated: "making the volumes",
  attached: "attaching",
  booted: "booting the server",
  databaseRecovered: "recovering the database",
  dataVerified: "checking the data",
} as const;

function firstFailed(phases: RestorePhases): { name: string; text: string } | undefined {
  for (const phase of [
    "volumesCreated",
    "attached",
    "booted",
    "databaseRecovered",
    "dataVerified",
  ] as const) {
    const seen = phases[phase];
    if (seen?.ok === false) return { name: names[phase], text: seen.text };
  }
  return undefined;
}

/** What was checked, and what there was nothing to check with. */
export function checkedText(checks: readonly CheckResult[]): string {
  const of = (none: boolean) =>
    checks.filter(({ skipped }) => (skipped === true) === none).map(({ check }) => check);
  const skipped = of(true);
  return `${of(false).join(", ")}${skipped.length === 0 ? "" : `; not done: ${skipped.join(", ")}`}`;
}

/** The RTO that was measured: only verified data counts as back, and only the whole application. */
export const measuredRtoMs = (came: Came, gaps: readonly string[] = []): number | undefined =>
  reached(came) === "data verified" && gaps.length === 0 ? came.phases.dataVerified?.ms : undefined;

/** Why a report has no RTO. */
export const whyNotMeasured = ({
  reached: so,
  gaps = [],
}: Pick<RestoreReport, "reached" | "gaps">): string =>
  so === "data verified" ? `it was not the whole application: ${gaps.join("; ")}` : "no data was verified";

/** What a restore may take, from how long earlier ones took: the median. */
export function expectedRto(earlier: readonly number[]): { ms: number; from: number } | undefined {
  const sorted = earlier.toSorted((a, b) => a - b);
  const ms = sorted[Math.floor((sorted.length - 1) / 2)];
  return ms === undefined ? undefined : { ms, from: sorted.length };
}
