import type { Adoption, AdoptionPlan } from "#domain/adopt/adoption.ts";
import { DomainError } from "#domain/errors.ts";
import { findApplication } from "#domain/find-application.ts";
import type { Actor, Permitted } from "#domain/permission.ts";
import { type AdoptionSearch, findAdoptions } from "#workflows/find-adoptions.ts";
import { asked, seenBy } from "./asker.ts";
import type { Context } from "./context.ts";
import { operatorOf } from "./operator-of.ts";

export interface AdoptRequest {
  /** Absent: points of all applications. */
  readonly application?: string | undefined;
  readonly actor: Actor;
}

/** Stands in a plan for whoever will have the points adopted. */
const NOBODY_YET = "nobody yet";

/** What `adopt` would do, changing nothing. Throws `not-found`, `unreachable`. */
export function planAdoption(
  context: Context,
  application: string | undefined,
  signal: AbortSignal,
): Promise<AdoptionPlan> {
  if (application !== undefined) findApplication(context.manifests.current(), application);
  return findAdoptions(searchFor(context, application, NOBODY_YET), context.ports, signal);
}

/**
 * Takes every point of the plan into the store, one commit each with its audit row: by an operator of each of their
 * applications. Killed anywhere, it is asked again: what is there already is known. Throws `not-found`, `not-permitted`.
 */
export async function adopt(
  context: Context,
  { application, actor }: AdoptRequest,
  signal: AbortSignal,
): Promise<AdoptionPlan> {
  const { ports } = context;
  const subject = application ?? "all applications";
  return asked(ports.records, { actor, act: "adopt", subject }, async () => {
    if (application !== undefined) findApplication(context.manifests.current(), application);
    const by = actor.slackId ?? NOBODY_YET;
    const plan = await findAdoptions(searchFor(context, application, by), ports, signal);
    const seen = await rightsOf(context, plan.found, actor, signal);
    const adopted: string[] = [];
    for (const one of plan.found) {
      if (one.verdict === "refused") continue;
      signal.throwIfAborted();
      const permitted = seen.get(one.application);
      if (permitted === undefined)
        throw new DomainError("not-permitted", `no right for ${one.application} was seen`);
      const row = { ...seenBy(actor, permitted), actor: permitted.slackId, restsOn: one.restsOn };
      if (await ports.adoptions.adopt(one.point, row)) adopted.push(one.point.id);
    }
    return { ...plan, adopted };
  });
}

/** For every application before anything is written: who may not adopt all of it adopts nothing. */
async function rightsOf(
  context: Context,
  found: readonly Adoption[],
  actor: Actor,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Permitted>> {
  const names = new Set(found.flatMap((one) => (one.verdict === "adopt" ? one.application : [])));
  const seen = new Map<string, Permitted>();
  for (const application of names)
    seen.set(application, await operatorOf(context, { application, act: "adopt points" }, actor, signal));
  return seen;
}

const searchFor = (
  { engine, manifests, ports }: Context,
  application: string | undefined,
  by: string,
): AdoptionSearch => ({
  applications: [...manifests.current().values()],
  clouds: ports.orphans.clouds(),
  application,
  by,
  isLive: async (runId) => {
    const state = (await engine.get(runId))?.state;
    return state === "running" || state === "queued" || state === "parked";
  },
});
