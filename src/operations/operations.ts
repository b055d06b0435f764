import { DomainError } from "#domain/errors.ts";
import type { Actor } from "#domain/permission.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import type { Json, RunView } from "#engine/port.ts";
import type { Context } from "./context.ts";
import { type Diagnosis, doctor } from "./doctor.ts";
import { type SnapshotRequest, snapshot } from "./snapshot.ts";
import { type Thawed, thaw } from "./thaw.ts";

/** All that a surface is given. */
export interface Operations {
  doctor(application: string, signal: AbortSignal): Promise<Diagnosis>;
  snapshot(request: SnapshotRequest): Promise<{ runId: string; joined: boolean }>;
  thaw(application: string, actor: Actor, signal: AbortSignal): Promise<Thawed[]>;
  /** Newest first. Throws `not-found` for an application that has no manifest and no points. */
  points(application: string): Promise<RecoveryPoint[]>;
  /** Throws `not-found`. */
  evidence(pointId: string): Promise<RecoveryPoint>;
  /** Newest first. */
  runs(limit: number): Promise<RunView[]>;
  /** Resolves when the run has ended, however it ended. */
  ended(runId: string, signal: AbortSignal): Promise<RunView>;
  /** Lossy progress of one run. Returns how to stop. */
  follow(runId: string, listener: (update: Json) => void): () => void;
}

export function createOperations(context: Context): Operations {
  const { engine, ports, applications } = context;
  return {
    doctor: (application, signal) => doctor(context, application, signal),
    snapshot: (request) => snapshot(context, request),
    thaw: (application, actor, signal) => thaw(ports, ports.application(application), actor, signal),
    points: async (application) => {
      const points = await ports.records.points(application);
      // An application whose manifest was removed keeps its points.
      if (points.length === 0 && !applications.has(application)) ports.application(application);
      return points;
    },
    evidence: async (pointId) => {
      const point = await ports.records.point(pointId);
      if (point === undefined)
        throw new DomainError("not-found", `there is no recovery point "${pointId}"`, {
          next: "freezeframe points APP lists them",
        });
      return point;
    },
    runs: (limit) => engine.list({ limit }),
    ended: (runId, signal) => engine.ended(runId, signal),
    follow: (runId, listener) => engine.onProgress((id, update) => id === runId && listener(update)),
  };
}
