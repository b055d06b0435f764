import { z } from "zod";
import type { Application } from "../application.ts";
import type { BackendEvidence, HoldEvidence, MemberEvidence, ServerHold, SetEvidence } from "../evidence.ts";
import { Grade, labelOf } from "../label.ts";
import { groupSnapshotName, parseGroupSnapshotName } from "../naming.ts";

/** The label that a snapshot would get now, if nothing goes wrong while it is made. */
export const Foreseen = z.object({
  grade: Grade.optional(),
  text: z.string(),
  /** The grade that the application's objectives want. */
  wanted: Grade.optional(),
  /** Why it would be no better: each need of a better grade that would not be met, with that grade. */
  lacks: z.array(z.string()),
});
export type Foreseen = z.infer<typeof Foreseen>;

/** What there is to go by before anything is frozen. */
export interface Outlook {
  readonly application: Application;
  readonly volumes: readonly { role: string; volumeId: string; size: number }[];
  readonly backend: BackendEvidence;
  /** What the guests would have to show after a hold without a flaw; empty: nothing would be frozen. */
  readonly servers: readonly ServerHold[];
}

/** Any name will do: it only has to carry the token of the hold that is imagined. */
const NAME = groupSnapshotName({
  instance: "doctor",
  application: "doctor",
  runId: "r-doctor",
  token: "foreseen0",
});
/** An evidence's times are not looked at but for their distance, and a set that is not there has none. */
const NEVER = "1970-01-01T00:00:00.000Z";

/**
 * The evidence that a snapshot would have if every hold, answer and member came about, given to the one function that turns
 * evidence into a label: what it lacks even then is what the doctor can foresee.
 */
export function foreseen({ application, volumes, backend, servers }: Outlook): Foreseen {
  const { policy, budget } = application.quiesce;
  const { grade, text, reasons } = labelOf({
    policy,
    backend,
    set: setOf(volumes),
    holdFailure: [],
    ...(servers.length === 0 ? {} : { hold: holdOf(servers, budget) }),
  });
  const wanted = application.objectives.grade;
  return {
    ...(grade === undefined ? {} : { grade }),
    text,
    ...(wanted === undefined ? {} : { wanted }),
    lacks: reasons
      .filter((reason) => !reason.observed && (grade === undefined || reason.grade < grade))
      .map((reason) => `${reason.grade}: ${reason.text}`),
  };
}

const setOf = (volumes: Outlook["volumes"]): SetEvidence => ({
  groupSnapshotId: "foreseen",
  name: NAME,
  status: "available",
  requestedAt: NEVER,
  members: volumes.map(
    ({ role, volumeId, size }): MemberEvidence => ({
      ...{ role, volumeId, size, expectedSize: size },
      ...{ snapshotId: "foreseen", status: "available" },
    }),
  ),
  foreignMembers: [],
});

const holdOf = (servers: readonly ServerHold[], budgetMs: number): HoldEvidence => ({
  token: parseGroupSnapshotName(NAME)?.token ?? "",
  budgetMs,
  servers: [...servers],
  ...{ frozenAt: NEVER, thawOrderedAt: NEVER, thawedAt: NEVER, windowMs: 0 },
  availableBeforeThaw: true,
});
