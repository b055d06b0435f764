import { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import type { PruneResult } from "#domain/retention/result.ts";
import type { Json, RunContext } from "#engine/port.ts";
import type { DeletedPoints } from "./delete-points.ts";
import { testLockKey } from "./lock-keys.ts";
import { lookAtRetention } from "./look-at-retention.ts";
import { manifestOf } from "./manifest-of.ts";
import { DELETE_POINTS } from "./names.ts";
import { retentionMandate } from "./retention-mandate.ts";
import type { TestPorts } from "./test-ports.ts";

export const PruneInput = z.object({
  application: z.string(),
  requestedBy: z.string(),
  /** The last snapshot run, when it has failed: nothing goes then. None can have come since it has the key. */
  failedRun: z.string().optional(),
});

/**
 * Takes away what no rule of an application's retention keeps, a few points at a time, by a policy that may be carried out.
 * Asks nobody and waits for nothing but the cloud. One run at a time per application: start it with the application's name as
 * `lockKey`.
 */
export async function prunePoints(ctx: RunContext, given: Json, ports: TestPorts): Promise<PruneResult> {
  const input = PruneInput.parse(given);
  const application = await manifestOf(ctx, input.application, ports);
  const name = application.application;
  ctx.progress({ phase: "looking" });
  const turn = await ctx.step("look", async ({ signal }): Promise<Turn> => {
    const now = await lookAtRetention(
      application,
      { failedRun: input.failedRun, cloud: true },
      ports,
      signal,
    );
    if (now === undefined) return nothing(["the manifest says nothing of retention (any more)"]);
    const { mandate, kept } = await retentionMandate(application, now, ports, signal);
    if (mandate.state !== "given") return nothing([`its policy may not be carried out: ${mandate.text}`]);
    const points = now.fates.filter(({ fate }) => fate === "goes").map(({ point }) => point);
    const needsApproval = application.approve.includes("prune");
    const approvedBy = needsApproval ? (kept?.record.inForce?.approvedBy ?? []) : [];
    return { points: points.reverse(), halts: now.halts, policy: now.digest, approvedBy };
  });
  const { points, policy, approvedBy } = turn;
  const came =
    points.length === 0
      ? { pruned: [], left: [], halts: turn.halts }
      : await deleteThem(ctx, { application: name, points, policy, approvedBy });
  const result = { application: name, runId: ctx.runId, ...came };
  await ctx.step("remember", () => remember(result, ports).then(() => null));
  return result;
}

/** JSON. */
type Turn = {
  /** The oldest first. */
  readonly points: string[];
  readonly halts: string[];
  readonly policy: string;
  readonly approvedBy: string[];
};

const nothing = (halts: string[]): Turn => ({ points: [], halts, policy: "", approvedBy: [] });

type Came = Pick<PruneResult, "pruned" | "left" | "halts">;

/** A restore test that has begun since has its own choice of a point. */
async function deleteThem(
  ctx: RunContext,
  input: { readonly application: string } & Omit<Turn, "halts">,
): Promise<Came> {
  try {
    const deleted = await ctx.child<DeletedPoints>(DELETE_POINTS, `${ctx.runId}-delete`, input, {
      lockKey: testLockKey(input.application),
      onBusy: "skip",
    });
    return { ...deleted, halts: [] };
  } catch (cause) {
    if (!(cause instanceof DomainError) || cause.kind !== "busy") throw cause;
    return { pruned: [], left: [], halts: ["a restore test goes on"] };
  }
}

async function remember({ application, runId, pruned, left }: PruneResult, ports: TestPorts): Promise<void> {
  for (;;) {
    const kept = await ports.records.retention(application);
    const lastRun = { runId, at: ports.clock.now(), pruned: pruned.length, left: left.length };
    const next = { ...kept?.record, application, lastRun };
    if (await ports.records.saveRetention(next, kept?.version ?? "absent")) return;
  }
}
