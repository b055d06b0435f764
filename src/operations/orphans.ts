import { DomainError } from "#domain/errors.ts";
import { findApplication } from "#domain/find-application.ts";
import type { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import type { OrphanReport } from "#domain/orphans/orphan-report.ts";
import { standingOf } from "#domain/orphans/standing.ts";
import type { Actor } from "#domain/permission.ts";
import type { Context } from "./context.ts";
import { operatorOf } from "./operator-of.ts";
import type { OrphansRequest } from "./orphan-operations.ts";
import { markTold } from "./tell-owners.ts";

/** See {@link OrphanOperations.orphans}. */
export async function orphans(
  context: Context,
  { application, actor }: OrphansRequest,
  signal: AbortSignal,
): Promise<OrphanReport> {
  const { manifests, ports } = context;
  const { records, limits, clouds } = ports.orphans;
  await tellAsker(context, application, actor, signal);
  const wanted = (await wantedOf(context, application)).map(({ record }) => record);
  const about =
    application === undefined
      ? clouds()
      : [cloudOf(wanted) ?? findApplication(manifests.current(), application).cloud];
  const scans = (await records.scans()).filter((scan) => about.includes(scan.cloud));
  const at = ports.clock.now();
  return {
    scans,
    unscanned: about.filter((name) => !scans.some((scan) => scan.cloud === name)),
    orphans: wanted.map((record) => {
      const standing = standingOf(record, { at, graceMs: limits.graceMs });
      return standing.may ? { record } : { record, stays: standing.why };
    }),
  };
}

/** What is left of an application whose manifest is gone is still there to be seen. */
const cloudOf = ([first]: readonly OrphanRecord[]): string | undefined => first?.orphan.cloud;

async function wantedOf({ ports }: Context, application: string | undefined) {
  const all = await ports.orphans.records.list();
  return all.filter(({ record }) => application === undefined || record.orphan.application === application);
}

/** Whoever operates an application and is shown its orphans has been told of them. */
async function tellAsker(
  context: Context,
  application: string | undefined,
  actor: Actor,
  signal: AbortSignal,
): Promise<void> {
  if (actor.slackId === undefined) return;
  const untold = (await wantedOf(context, application)).filter(({ record }) => record.told === undefined);
  for (const [name, found] of Map.groupBy(untold, ({ record }) => record.orphan.application)) {
    if (name === undefined || !(await isOperator(context, name, actor, signal))) continue;
    await markTold(context, found, `${actor.slackId}, who asked`);
  }
}

async function isOperator(
  context: Context,
  application: string,
  actor: Actor,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await operatorOf(context, { application, act: "be told of orphans" }, actor, signal);
    return true;
  } catch (cause) {
    if (cause instanceof DomainError && cause.kind === "not-permitted") return false;
    throw cause;
  }
}
