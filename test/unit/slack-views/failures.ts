import type { Failure } from "#domain/failure/failure.ts";
import { failureStanding } from "#domain/failure/failure-standing.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { NOW, RUN, set } from "./sample.ts";

const MINUTE = 60_000;
/** What an earlier execution of its window left behind. */
const EARLIER = "77e1f0aa-0b7c-4c0f-b1a7-0242ac120002";

/** The incident of a failed snapshot as its failure stands. */
export function failureIncident(failure: Failure): Incident {
  const about = { id: "snapshot:orders-db:2026-11-23T10:02:07Z", application: "orders-db" };
  const standing = failureStanding(about, failure);
  const base = { ...about, kind: "snapshot" as const, openedAt: NOW - 40 * MINUTE, failure };
  if (standing.state === "missed") return { ...base, text: standing.text, next: standing.next };
  const by = standing.state === "kept" ? standing.by : "";
  return { ...base, text: "", next: "", resolvedAt: NOW, resolvedBy: by };
}

const begun: Failure = {
  runs: [{ id: RUN, kind: "incomplete", at: NOW - 40 * MINUTE }],
  left: [
    { id: set.groupSnapshotId, run: RUN },
    { id: EARLIER, run: RUN },
  ],
};

const mended = {
  run: "r-20261123-103007-11d0aa",
  point: "orders-db-20261123-103012-7f3a",
  grade: "A",
  by: "U0KIM2345",
  at: NOW - 10 * MINUTE,
} as const;

const cleanup = {
  run: "r-20261123-103107-22e1bb-clean",
  requestedBy: "U0KIM2345",
  approvedBy: ["U0LEE6789"],
};
const cleaned = begun.left.map((one) => ({ ...one, gone: { at: NOW, cleanup } }));

const again = { id: "r-20261123-102007-33f2cc", kind: "unanswered", at: NOW - 20 * MINUTE } as const;

/** Failures in every state. */
export const failures = {
  begun,
  again: { ...begun, runs: [...begun.runs, again] },
  mended: { ...begun, mended },
  cleaned: { ...begun, left: cleaned },
  clear: { runs: [...begun.runs, again], left: cleaned, mended },
  goneByItself: { ...begun, left: begun.left.map((one) => ({ ...one, gone: { at: NOW } })), mended },
} as const satisfies Readonly<Record<string, Failure>>;
