import type { RestorePhases, RestoreReport } from "#domain/restore/report.ts";
import type { TestPhase, Verdict } from "./report.ts";

/** What a test came to. */
export interface Judged {
  readonly verdict: Verdict;
  /** Absent: it passed. */
  readonly stoppedIn?: TestPhase;
  /** Why it is not `passed`, the first reason first. */
  readonly reasons: readonly string[];
}

/** What there is to judge by. */
export type Tried =
  /** It did not come to a restore. */
  | { readonly before: "pick" | "plan"; readonly reasons: readonly string[] }
  | {
      /** What was seen; what became of the clean-up says nothing about the point. */
      readonly restore: Pick<RestoreReport, "phases" | "needsDatabase" | "checks" | "reading" | "gaps">;
      /** What ended it from outside, such as a cancel. */
      readonly stopped?: string | undefined;
    };

/**
 * Pure. `passed` is verified data without gaps. `failed` is said only where every disk was there, proved and found by the kit,
 * and the data itself said no. Everything else is `inconclusive`: nothing is known of the point that was not known before.
 */
export function judge(tried: Tried): Judged {
  if ("before" in tried)
    return { verdict: "inconclusive", stoppedIn: tried.before, reasons: [...tried.reasons] };
  const { restore, stopped } = tried;
  const { phases, reading, gaps = [] } = restore;
  if (phases.dataVerified?.ok === true && gaps.length === 0) return { verdict: "passed", reasons: [] };
  if (reading?.saysNo !== undefined && reading.disksFound && isRead(phases))
    return { verdict: "failed", stoppedIn: reading.saysNo, reasons: whatSaidNo(restore) };
  const stoppedIn = firstNotReached(restore);
  const because =
    stopped === undefined ? inTheWay(restore, stoppedIn) : [stopped, ...(reading?.undone ?? [])];
  return { verdict: "inconclusive", stoppedIn, reasons: [...new Set(because)] };
}

/** The volumes were proved, and were where they could be read. */
const isRead = ({ volumesCreated, attached, booted }: RestorePhases): boolean =>
  volumesCreated?.ok === true && (attached ?? booted)?.ok === true;

type Restore = Extract<Tried, { restore: object }>["restore"];

function whatSaidNo({ phases, checks, reading }: Restore): string[] {
  const { databaseRecovered } = phases;
  const recovery =
    reading?.saysNo === "recovery" && databaseRecovered?.ok === false ? [databaseRecovered.text] : [];
  const refuted = checks.filter(({ passed, undone }) => !passed && undone !== true);
  return [...recovery, ...refuted.map(({ check, text }) => `${check}: ${text}`), ...(reading?.undone ?? [])];
}

function firstNotReached({ phases, needsDatabase }: Restore): TestPhase {
  const { volumesCreated, attached, booted, databaseRecovered } = phases;
  if (volumesCreated?.ok !== true) return "volumes";
  if (attached?.ok === false) return "attach";
  if (booted?.ok === false) return "boot";
  return needsDatabase && databaseRecovered?.ok !== true ? "recovery" : "checks";
}

function inTheWay({ phases, reading, gaps = [] }: Restore, stoppedIn: TestPhase): string[] {
  if (phases.dataVerified?.ok === true) return gaps.map((gap) => `not the whole application: ${gap}`);
  const failed = Object.values(phases).find((phase) => phase?.ok === false)?.text;
  const told = reading?.undone ?? [];
  if (told.length > 0) return told;
  if (failed !== undefined) return [failed];
  return stoppedIn === "checks"
    ? ["nobody read the application's data"]
    : [`it did not come to ${stoppedIn}`];
}
