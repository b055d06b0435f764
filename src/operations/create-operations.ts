import { DomainError } from "#domain/errors.ts";
import { findApplication } from "#domain/find-application.ts";
import { cancel } from "./cancel.ts";
import type { Context } from "./context.ts";
import { doctor } from "./doctor.ts";
import { findRun } from "./find-run.ts";
import { createListeners } from "./listeners.ts";
import type { Operations } from "./operations.ts";
import { pause, resume } from "./pause.ts";
import { followPhases } from "./phases.ts";
import { type Reloaded, reload } from "./reload.ts";
import { snapshot } from "./snapshot.ts";
import { overview, status } from "./status.ts";
import { thawAudited } from "./thaw-audited.ts";

/** Joins the operations to what they work with. */
export function createOperations(context: Context): Operations {
  const { engine, manifests } = context;
  const phaseOf = followPhases(engine);
  const reloads = createListeners<Reloaded>();
  return {
    doctor: (application, signal) => doctor(context, application, signal),
    snapshot: (request, signal) => snapshot(context, request, signal),
    thaw: (application, actor, signal) => thawAudited(context, application, actor, signal),
    status: (application, signal) => status(context, phaseOf, application, signal),
    overview: () => overview(context, phaseOf),
    ...readPoints(context),
    runs: (limit) => engine.list({ limit }),
    run: (id) => findRun(engine, id),
    cancel: (request, signal) => cancel(context, request, signal),
    pause: (request, signal) => pause(context, request, signal),
    resume: (request, signal) => resume(context, request, signal),
    reload: async (actor, signal) => {
      const diff = await reload(context, actor, signal);
      const changes = diff.added.length + diff.removed.length + diff.changed.length;
      if (changes > 0) reloads.tell({ by: actor?.name ?? "SIGHUP", diff });
      return diff;
    },
    onReload: reloads.on,
    applications: () => [...manifests.current().keys()].sort(),
    application: (name) => findApplication(manifests.current(), name),
    ended: (runId, signal) => engine.ended(runId, signal),
    follow: (runId, listener) => engine.onProgress((id, update) => id === runId && listener(update)),
    onProgress: (listener) => engine.onProgress(listener),
    onRun: (listener) => engine.onChange(listener),
  };
}

function readPoints({ manifests, ports: { records } }: Context): Pick<Operations, "points" | "evidence"> {
  return {
    points: async (application) => {
      const points = await records.points(application);
      // An application whose manifest was removed keeps its points.
      if (points.length === 0) findApplication(manifests.current(), application);
      return points;
    },
    evidence: async (pointId) => {
      const point = await records.point(pointId);
      if (point === undefined)
        throw new DomainError("not-found", `there is no recovery point "${pointId}"`, {
          next: "points APP lists them",
        });
      return point;
    },
  };
}
