import { toIso } from "#support/clock.ts";
import { describeDuration } from "../duration.ts";
import type { Evidence, SiblingFailed, TestEvidence } from "../evidence.ts";
import { type Label, labelWithoutTests } from "../label.ts";
import type { RecoveryPoint } from "../recovery-point.ts";
import type { StampClaims } from "../stamp.ts";
import { statementsOf } from "../statements.ts";

/** Cinder takes metadata values of at most 255 characters (cinder/api/schemas/snapshots.py). */
const MAX = 255;

/** What the stamps of a point say beside its grade. `stampedAt`: epoch milliseconds. */
export function stampClaims(point: RecoveryPoint, stampedAt: number): StampClaims {
  const { evidence, requestedBy } = point;
  const base = labelWithoutTests(evidence);
  return {
    policy: evidence.policy,
    by: cutToFit(requestedBy),
    members: evidence.set.members.length,
    base: base.grade ?? "",
    label: cutToFit(base.text),
    proof: cutToFit(proofOf(evidence, base)),
    canary: evidence.canaryTorn === true ? "torn" : "",
    test: evidence.tests === undefined ? "" : cutToFit(testText(evidence.tests)),
    doubt: evidence.siblingFailed === undefined ? "" : cutToFit(doubtText(evidence.siblingFailed)),
    stampedAt,
  };
}

/** Cinder counts characters, of which this is never more. Half a character is cut off, too. */
const cutToFit = (text: string): string =>
  text.length <= MAX ? text : `${text.slice(0, MAX - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;

/** Only of a freeze that the grade rests on. */
function proofOf(evidence: Evidence, base: Label): string {
  const { hold, adopted } = evidence;
  if (adopted?.signed !== undefined) return adopted.signed.proof;
  if (hold === undefined || (base.grade !== "A" && base.grade !== "B")) return "";
  const servers = hold.servers.map(({ server }) => server).join(", ");
  const frozen = `${servers} frozen for ${describeDuration(hold.windowMs)} of ${describeDuration(hold.budgetMs)}`;
  return [frozen, ...statementsOf(evidence, base)].join("; ");
}

const testText = ({ verdict, at, runId, phase }: TestEvidence): string =>
  [verdict, toIso(at), runId, ...(phase === undefined ? [] : [phase])].join(" ");

const doubtText = ({ point, runId, at }: SiblingFailed): string => [point, runId, toIso(at)].join(" ");
