import type { Application } from "./application.ts";
import type { Grade } from "./label.ts";
import type { Pause } from "./pause.ts";
import type { RecoveryPoint } from "./recovery-point.ts";
import type { Verdict } from "./restore-test/report.ts";
import type { Incident } from "./rpo/incident.ts";

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
  /** The newest restore test that has ended, whatever it came to. */
  readonly lastTest: TestLine | undefined;
  /** The newest that passed. */
  readonly lastGoodTest: TestLine | undefined;
  /** The newest point that passed a restore test. */
  readonly tested: TestedPoint | undefined;
  /** `objectives.rto`, ms. */
  readonly rtoMs: number | undefined;
  /** The last that was measured, by a restore test or a restore, ms. */
  readonly lastRtoMs: number | undefined;
  /** When schedules begin the next one, outside of blackouts; epoch ms. */
  readonly nextSnapshot: number | undefined;
  readonly nextTest: number | undefined;
  /** Incidents that are not resolved, oldest first. */
  readonly incidents: readonly Incident[];
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

export interface TestLine {
  readonly runId: string;
  readonly verdict: Verdict;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Its headline. */
  readonly text: string;
  /** Absent: it found none to test. */
  readonly point: string | undefined;
  readonly rtoMs: number | undefined;
}

export interface TestedPoint {
  readonly id: string;
  /** When it was taken. */
  readonly createdAt: number;
  readonly testedAt: number;
}

/** What restore tests and restores have shown of an application. */
export type Shown = Pick<ApplicationStatus, "lastTest" | "lastGoodTest" | "tested" | "lastRtoMs">;
/** What schedules and incidents say of it. */
export type Watched = Pick<ApplicationStatus, "nextSnapshot" | "nextTest" | "incidents">;

/** Pure: puts what is known of an application together. */
export function applicationStatus(
  application: Application,
  known: {
    readonly runs: readonly RunLine[];
    readonly newest: RecoveryPoint | undefined;
    readonly usable: RecoveryPoint | undefined;
    readonly paused: Pause | undefined;
    readonly shown: Shown;
    readonly watched: Watched;
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
    ...known.shown,
    ...known.watched,
    rtoMs: objectives.rto,
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
