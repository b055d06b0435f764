import { z } from "zod";
import { type HoldEvidence, MemberEvidence, type SetEvidence } from "./evidence.ts";
import { Finding } from "./finding.ts";
import { missingFromSet } from "./group-snapshot-set.ts";
import { atLeast, Grade, Label, skewBoundMs } from "./label.ts";
import { Leftover } from "./leftover.ts";
import type { RecoveryPoint } from "./recovery-point.ts";
import { statementsOf } from "./statements.ts";

/**
 * How a snapshot run ended, in one word.
 *
 * - `ok`                  a recovery point, with the freeze and of the grade that the manifest asks for
 * - `degraded`            a recovery point, but the freeze was refused, late or lost (`policy: degrade`), or the grade is
 *                         less than `objectives.grade`
 * - `requirement-missed`  the same under `policy: require`, after Cinder had been asked: kept, and counted as failed
 * - `refused`             preflight or the freeze said no; Cinder was asked for nothing
 * - `incomplete`          Cinder did not deliver a complete set: no recovery point
 */
export const Outcome = z.enum(["ok", "degraded", "requirement-missed", "refused", "incomplete"]);
export type Outcome = z.infer<typeof Outcome>;

export const LastGood = z.object({ point: z.string(), grade: Grade, ageMs: z.number() });
export type LastGood = z.infer<typeof LastGood>;

export const SnapshotResult = z.object({
  outcome: Outcome,
  application: z.string(),
  runId: z.string(),
  /** Id of the recovery point, when there is one. */
  point: z.string().optional(),
  label: Label.optional(),
  /** Slack ids of those who approved it; absent: it needed no approval. */
  approvedBy: z.array(z.string()).optional(),
  /** One of them broke the glass. */
  brokeGlass: z.boolean().optional(),
  /** What may be relied on, in sentences. */
  statements: z.array(z.string()),
  /** What went wrong, most important first; empty when nothing did. */
  problems: z.array(z.string()),
  members: z.array(MemberEvidence),
  /** Absent: nothing was held frozen around a request to Cinder. */
  frozen: z
    .object({
      windowMs: z.number(),
      budgetMs: z.number(),
      /** Every guest proved that it thawed. */
      thawConfirmed: z.boolean(),
      /** `ordered`, or the first other word that a guest said. */
      thawCause: z.string(),
    })
    .optional(),
  /** Request to `available`, ms. */
  cutMs: z.number().optional(),
  leftovers: z.array(Leftover),
  /** The newest point of the wanted grade before this run. */
  lastGood: LastGood.optional(),
  /** Roles whose member snapshot could not be stamped. */
  unstamped: z.array(z.string()),
  findings: z.array(Finding),
});
export type SnapshotResult = z.infer<typeof SnapshotResult>;

/** Among the reasons why a freeze is not whole: the hold may be fine, Cinder was not done. */
export const NOT_AVAILABLE_IN_TIME = "the group snapshot was not available before the thaw";

/** What a run knows when it ends; what it did not get to is absent. */
export interface Ending {
  readonly application: string;
  readonly runId: string;
  /** Who approved it; absent: it needed no approval. */
  readonly approved?: { readonly approvedBy: readonly string[]; readonly brokeGlass?: boolean } | undefined;
  readonly policy: "require" | "degrade" | "skip";
  /** `objectives.grade` */
  readonly wanted?: Grade | undefined;
  readonly findings: readonly Finding[];
  readonly lastGood: LastGood | null;
  readonly held?: { readonly hold?: HoldEvidence; readonly holdFailure: readonly string[] };
  readonly made?: { readonly status: string; readonly problem?: string } | null;
  readonly set?: SetEvidence | undefined;
  readonly point?: RecoveryPoint | undefined;
  readonly leftovers?: readonly Leftover[];
  readonly unstamped?: readonly string[];
  /** What could not be looked at after the thaw. */
  readonly unseen?: readonly string[];
}

/** The result as every surface tells it. Never `ok` for anything partial or degraded. */
export function snapshotResult(ending: Ending): SnapshotResult {
  const { point, set, lastGood, approved } = ending;
  const cutMs = set ? skewBoundMs(set.requestedAt, set.availableAt) : undefined;
  return {
    outcome: outcomeOf(ending),
    application: ending.application,
    runId: ending.runId,
    ...(point === undefined ? {} : { point: point.id, label: point.label }),
    ...(approved === undefined ? {} : { ...approved, approvedBy: [...approved.approvedBy] }),
    statements: point === undefined ? [] : statementsOf(point.evidence, point.label),
    problems: problemsOf(ending),
    members: set?.members ?? [],
    ...frozenPart(ending.held?.hold),
    ...(cutMs === undefined ? {} : { cutMs }),
    leftovers: [...(ending.leftovers ?? [])],
    ...(lastGood === null ? {} : { lastGood }),
    unstamped: [...(ending.unstamped ?? [])],
    findings: [...ending.findings],
  };
}

function outcomeOf(ending: Ending): Outcome {
  const { point, policy, held, made } = ending;
  if (point === undefined) return made ? (made.status === "refused" ? "refused" : "incomplete") : "refused";
  const asFrozenAsWanted = policy === "skip" || held?.holdFailure.length === 0;
  if (asFrozenAsWanted && missedGrade(ending) === undefined) return "ok";
  return policy === "require" ? "requirement-missed" : "degraded";
}

/** In words, when the point has less than the grade that the manifest sets. A manifest that sets none misses none. */
function missedGrade({ point, wanted }: Ending): string | undefined {
  if (point === undefined || wanted === undefined || atLeast(point.label.grade, wanted)) return undefined;
  return `grade ${point.label.grade ?? "none"}, the manifest wants ${wanted}`;
}

/** Most important first, nothing twice: what an incomplete set lacks says it all, so the rest of Cinder's answer is left out. */
function problemsOf(ending: Ending): string[] {
  const { findings, held, made, set, point, unseen = [] } = ending;
  const preflight = findings
    .filter((found) => found.severity === "error")
    .map((found) => `${found.subject}: ${found.text}`);
  const lacking = set && point === undefined ? missingFromSet(set) : [];
  const cut = lacking.length > 0 || point !== undefined || made?.problem === undefined ? [] : [made.problem];
  const hold = (held?.holdFailure ?? []).filter(
    (text) => lacking.length === 0 || text !== NOT_AVAILABLE_IN_TIME,
  );
  const missed = missedGrade(ending);
  return [...preflight, ...unseen, ...lacking, ...cut, ...hold, ...(missed === undefined ? [] : [missed])];
}

function frozenPart(hold: HoldEvidence | undefined): Pick<SnapshotResult, "frozen"> {
  if (hold === undefined) return {};
  const causes = hold.servers.map((server) => server.thawCause);
  return {
    frozen: {
      windowMs: hold.windowMs,
      budgetMs: hold.budgetMs,
      thawConfirmed: hold.servers.every((server) => server.thawProved),
      thawCause: causes.find((cause) => cause !== "ordered") ?? "ordered",
    },
  };
}
