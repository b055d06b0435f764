import { z } from "zod";
import type { RehearsalResult } from "#domain/doctor/rehearsal.ts";
import { blocks } from "#domain/finding.ts";
import type { Json, RunContext } from "#engine/port.ts";
import { manifestOf } from "./manifest-of.ts";
import type { Ports } from "./ports.ts";
import { preflight, readyForSnapshot } from "./preflight.ts";
import { rehearse } from "./rehearse.ts";

const RehearsalInput = z.object({
  application: z.string(),
  /** Slack id of whoever asked. */
  requestedBy: z.string(),
  /** The user group that made them an operator. */
  through: z.string().optional(),
});

/**
 * Freezes and thaws an application as a snapshot would, and cuts nothing. A real hold: on record before anything is armed,
 * with its budget, and settled after a crash. Start it with the application's name as `lockKey`.
 */
export async function rehearseApplication(
  ctx: RunContext,
  given: Json,
  ports: Ports,
): Promise<RehearsalResult> {
  const { requestedBy, through, ...input } = RehearsalInput.parse(given);
  const application = await manifestOf(ctx, input.application, ports);
  const looked = await ctx.step("preflight", ({ signal }) => {
    ctx.progress({ phase: "preflight" });
    return preflight(application, ports, signal);
  });
  const known = {
    application: application.application,
    runId: ctx.runId,
    budgetMs: application.quiesce.budget,
    findings: looked.findings,
  };
  if (!readyForSnapshot(looked))
    return { ...known, ...nothing, outcome: "refused", problems: refusals(looked) };
  const { target } = looked;
  const held = await ctx.step("window", (step) => rehearse(ctx, step, { application, target, ports }));
  const result: RehearsalResult = { ...known, ...held };
  await ctx.step("audit", async () => {
    const { outcome, windowMs } = result;
    const seen = { runId: ctx.runId, outcome, ...(through === undefined ? {} : { through }) };
    const detail = { ...seen, ...(windowMs === undefined ? {} : { windowMs: Math.round(windowMs) }) };
    await ports.records.audit({ actor: requestedBy, act: "rehearsal", subject: known.application, detail });
    return null;
  });
  return result;
}

const nothing = { servers: [], felt: [], unfelt: [] };

const refusals = ({ findings }: { readonly findings: RehearsalResult["findings"] }): string[] =>
  findings.filter((one) => blocks([one])).map(({ subject, text }) => `${subject}: ${text}`);
