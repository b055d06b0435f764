import type { Application } from "./application.ts";
import type { Grade } from "./label.ts";
import type { Pause } from "./pause.ts";
import type { RecoveryPoint } from "./recovery-point.ts";

/** How an application stands, from the store alone. */
export interface ApplicationStatus {
  readonly application: string;
  /** Runs of this application that are not ended: the running one first, then the queue. */
  readonly runs: readonly RunLine[];
  /** Newest point of any grade. */
  readonly newest: PointLine | undefined;
  /** Newest point that is at least `objectives.grade` (any point when the manifest wants no grade). */
  readonly usable: PointLine | undefined;
  readonly wanted: Grade | undefined;
  /** `objectives.rpo`, ms. Used = age of `usable`. */
  readonly rpoMs: number | undefined;
  readonly paused: Pause | undefined;
  readonly channel: string | undefined;
}

export interface RunLine {
  readonly runId: string;
  readonly workflow: string;
  readonly state: "running" | "queued";
  readonly since: number;
  readonly requestedBy: string | undefined;
  readonly phase: string | undefined;
}

export interface PointLine {
  readonly id: string;
  readonly grade: Grade | undefined;
  readonly text: string;
  readonly createdAt: number;
}

/** Pure: puts what is known of an application together. */
export function applicationStatus(
  application: Application,
  known: {
    readonly runs: readonly RunLine[];
    readonly newest: RecoveryPoint | undefined;
    readonly usable: RecoveryPoint | undefined;
    readonly paused: Pause | undefined;
  },
): ApplicationStatus {
  const { objectives, channel } = application;
  return {
    application: application.application,
    runs: known.runs.toSorted((a, b) => rank(a) - rank(b) || a.since - b.since),
    newest: pointLine(known.newest),
    usable: pointLine(known.usable),
    wanted: objectives.grade,
    rpoMs: objectives.rpo,
    paused: known.paused,
    channel,
  };
}

const rank = ({ state }: RunLine): number => (state === "running" ? 0 : 1);

const pointLine = (point: RecoveryPoint | undefined): PointLine | undefined =>
  point && {
    id: point.id,
    grade: point.label.grade,
    text: point.label.text,
    createdAt: point.createdAt,
  };
