import { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import type { RestoredThing } from "#domain/restore/report.ts";
import type { Json, RunContext } from "#engine/port.ts";
import type { RestorePorts } from "./restore-ports.ts";
import { tearDown } from "./tear-down.ts";

export const DiscardInput = z.object({
  application: z.string(),
  /** Id of the restore: of the run that made it. */
  restore: z.string(),
  requestedBy: z.string(),
});

/** What a discard has come to. JSON. */
export type Discarded = {
  readonly restore: string;
  readonly application: string;
  /** Ids of what was there and is gone. */
  readonly gone: string[];
  readonly left: RestoredThing[];
};

/**
 * Ends a restore: what it has made and still bears its marks is detached from the recovery server and deleted. What was
 * taken into use since, so that it lost the marks or is attached elsewhere, stays and is told. One run at a time per
 * application: start it with the application's name as `lockKey`, so that it never meets the restore itself.
 */
export async function discardRestore(ctx: RunContext, given: Json, ports: RestorePorts): Promise<Discarded> {
  const { restore, application } = DiscardInput.parse(given);
  const record = await ctx.step("record", async () => (await ports.restores.get(restore)) ?? null);
  if (record === null || record.application !== application)
    throw new DomainError("not-found", `${application} has no restore "${restore}"`);
  const run = {
    runId: record.id,
    plan: record.plan,
    expiresAt: record.report?.expiresAt ?? record.startedAt + record.plan.ttlMs,
    ports,
  };
  ctx.progress({ phase: "tearing down" });
  const { gone, left } = await ctx.step("tear down", ({ signal }) => tearDown(run, signal));
  const { report } = record;
  const state = left.length === 0 ? "gone" : "left";
  const told = left.length === 0 ? ("torn down" as const) : ("left behind" as const);
  const next =
    report === undefined
      ? record
      : { ...record, report: { ...report, state: told, left, volumes: [], cutOver: [] } };
  await ctx.step("settle", () => ports.restores.save({ ...next, state }).then(() => null));
  return { restore, application, gone, left };
}
