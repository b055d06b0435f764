import { DomainError } from "#domain/errors.ts";
import type { RestoreTest } from "#domain/manifest/restore-test.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { pickPoint } from "#domain/restore-test/pick.ts";
import type { TestReport } from "#domain/restore-test/report.ts";
import type { RecordsPort } from "./records-port.ts";
import type { TestPorts } from "./test-ports.ts";

/** What the manifest says of the test, when it began. JSON. */
export type Wanted = {
  readonly application: string;
  readonly cloud: string;
  readonly target: TestReport["target"];
  readonly rtoMs?: number;
  readonly rpoMs?: number;
};

/** The point that is tested, or why there is none. JSON. */
export type Chosen =
  | {
      readonly point: NonNullable<TestReport["point"]>;
      /** Nobody would have restored a newer one when the test began. */
      readonly newest: boolean;
    }
  | { readonly none: string };

/** Throws `refused` when there is nothing to test by (any more). */
export function wantedOf(name: string, ports: TestPorts): Wanted {
  const { application, cloud, restoreTest, objectives } = ports.application(name);
  if (restoreTest === undefined)
    throw new DomainError("refused", `the manifest of ${application} says nothing of restore tests`, {
      next: "add restoreTest: with a target to it",
    });
  const { rto, rpo } = objectives;
  return {
    application,
    cloud,
    target: restoreTest.target.kind,
    ...(rto === undefined ? {} : { rtoMs: rto }),
    ...(rpo === undefined ? {} : { rpoMs: rpo }),
  };
}

/** Looks at the store alone. */
export async function pickForTest(
  wish: { readonly application: string; readonly point?: string | undefined; readonly runId: string },
  { application: find, records, clock }: TestPorts,
): Promise<Chosen> {
  const { application, restoreTest, objectives } = find(wish.application);
  const pick = restoreTest?.pick ?? "latest";
  const picked = pickPoint({
    pick,
    asked: wish.point,
    wanted: objectives.grade,
    points: await candidates({ ...wish, pick }, records),
    runId: wish.runId,
    now: clock.now(),
  });
  if ("none" in picked) return picked;
  const { id, createdAt, label } = picked.point;
  // One that failed its test has no grade: nobody would have restored that.
  const usable = await records.newestPoint(application, objectives.grade ?? "E");
  return {
    point: {
      id,
      takenAt: createdAt,
      ...(label.grade === undefined ? {} : { grade: label.grade }),
      label: label.text,
      why: picked.why,
    },
    newest: usable?.id === id,
  };
}

/** Reading all that ever were would hold up a heartbeat: only what is drawn from all of them has to. */
const NEWEST_OF = 1_000;

async function candidates(
  {
    application,
    point,
    pick,
  }: {
    readonly application: string;
    readonly point?: string | undefined;
    readonly pick: RestoreTest["pick"];
  },
  records: RecordsPort,
): Promise<RecoveryPoint[]> {
  if (point !== undefined && point !== "latest") {
    const found = await records.point(point);
    return found?.application === application ? [found] : [];
  }
  const all = point === undefined && (pick === "random" || pick === "oldest-kept");
  return records.points(application, all ? undefined : NEWEST_OF);
}
