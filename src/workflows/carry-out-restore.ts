import { DomainError } from "#domain/errors.ts";
import type { PlannedBoot } from "#domain/restore/plan-boot.ts";
import { proveMade } from "#domain/restore/prove.ts";
import type { DataReading } from "#domain/restore/reading.ts";
import { type CheckResult, checkedText, type RestorePhases, verifies } from "#domain/restore/report.ts";
import type { RunContext } from "#engine/port.ts";
import { attachRestored } from "./attach-restored.ts";
import { awaitRestored } from "./await-restored.ts";
import { awaitActive, type BootedId, bootRestored } from "./boot-restored.ts";
import { createRestored, type RestoredIds } from "./create-restored.ts";
import { awaitBooted, hearBooted } from "./hear-booted.ts";
import { nameRestored } from "./name-restored.ts";
import { recoverData } from "./recover-data.ts";
import { nameOf, type RestoreRun } from "./restore-run.ts";
import { tearDown } from "./tear-down.ts";

/** How far a restore came: filled in as it goes, the same again in a replay. */
export interface Came {
  readonly startedAt: number;
  readonly phases: RestorePhases;
  checks: readonly CheckResult[];
  /** Absent: nobody has begun to read the data. */
  reading?: DataReading;
  volumes: readonly { readonly role: string; readonly volumeId: string; readonly name: string }[];
  /** That was booted for it. */
  server?: BootedId;
}

/**
 * Makes, proves, attaches, recovers and checks, and stops at the first phase that fails, which is then in `came`. Returns
 * what else stopped it, such as a cancel: whatever that is, what was made has to be settled first.
 */
export async function carryOut(
  ctx: RunContext,
  run: RestoreRun,
  came: Came,
): Promise<DomainError | undefined> {
  try {
    if (!(await reach(ctx, came, "volumesCreated", () => makeVolumes(ctx, run, came)))) return undefined;
    const { server, boot } = run.plan;
    if (server !== undefined) {
      if (!(await reach(ctx, came, "attached", () => attachAll(ctx, run, came)))) return undefined;
      await readData(ctx, run, came);
    } else if (boot !== undefined) {
      if (!(await reach(ctx, came, "booted", () => bootAll(ctx, run, boot, came)))) return undefined;
      // A copy of the application's own system: nobody but it reads the data.
      if (boot.rootRole === undefined) await readData(ctx, run, came);
    }
    return undefined;
  } catch (cause) {
    return cause instanceof DomainError ? cause : new DomainError("failed", String(cause), { cause });
  }
}

/** The phase that failed; undefined when none did. */
export const failedPhase = ({ phases }: Came) => Object.values(phases).find((phase) => phase?.ok === false);

/** A phase that fails is a result, not an error: what came before it stays said. */
async function reach(
  ctx: RunContext,
  came: Came,
  phase: keyof RestorePhases,
  act: () => Promise<string>,
): Promise<boolean> {
  const ended = await act().then(
    (text) => ({ ok: true, text }),
    (cause: unknown) => {
      if (!(cause instanceof DomainError) || cause.kind === "interrupted") throw cause;
      return { ok: false, text: cause.message };
    },
  );
  const at = await ctx.now();
  came.phases[phase] = { ...ended, at, ms: at - came.startedAt };
  return ended.ok;
}

async function makeVolumes(ctx: RunContext, run: RestoreRun, came: Came): Promise<string> {
  const of = run.plan.volumes.length;
  ctx.progress({ phase: "creating", done: 0, of });
  const ids = await ctx.step("create", (step) => createRestored(run, step));
  const seen = await ctx.step("await volumes", ({ signal }) =>
    awaitRestored(run, ids, signal, (done) => ctx.progress({ phase: "creating", done, of })),
  );
  const proof = proveMade(run.plan.volumes, seen.volumes);
  const problems = [...seen.problems, ...("problems" in proof ? proof.problems : [])];
  if ("problems" in proof || problems.length > 0) throw new DomainError("failed", problems.join("; "));
  came.volumes = proof.volumes.map(({ role, volumeId }) => ({ role, volumeId, name: nameOf(run, role) }));
  // On the way to a server they get their names meanwhile.
  if (run.plan.server === undefined)
    await ctx.step("name volumes", ({ signal }) => nameRestored(run, proof.volumes, signal));
  if (ids.again === true) await ctx.step("one set", ({ signal }) => keepOneSet(run, ids, signal));
  return `${of} volumes, each of its snapshot, size and type`;
}

/** A request of a dead execution may have been taken after that execution's things were looked for. */
async function keepOneSet(run: RestoreRun, ids: RestoredIds, signal: AbortSignal): Promise<null> {
  const kept = ids.how === "group" ? [ids.groupId] : ids.volumes.map(({ volumeId }) => volumeId);
  const { left } = await tearDown(run, signal, new Set(kept));
  if (left.length === 0) return null;
  throw new DomainError("failed", `more was made than planned: ${left.map(({ id }) => id).join(", ")}`);
}

/** Volumes that were made one by one were named at once; their signed stamp can wait until the data is read. */
const isNamedByNow = ({ plan }: RestoreRun): boolean => plan.strategy.how !== "group";

/** In the plan's order: the guest sees them in no other. */
async function attachAll(ctx: RunContext, run: RestoreRun, came: Came): Promise<string> {
  const of = came.volumes.length;
  const progress = (done: number) => ctx.progress({ phase: "attaching", done, of });
  progress(0);
  await ctx.step("attach", async ({ signal }) => {
    // Both come to their end, whatever the other one does: nothing goes on behind the journal's back.
    const ended = await Promise.allSettled([
      attachRestored(run, came.volumes, signal, progress),
      isNamedByNow(run) ? undefined : nameRestored(run, came.volumes, signal),
    ]);
    for (const one of ended) if (one.status === "rejected") throw one.reason;
    return null;
  });
  return `${of} volumes to ${run.plan.server?.name ?? ""}`;
}

/** Booted is what the server itself says, not what Nova does. */
async function bootAll(ctx: RunContext, run: RestoreRun, boot: PlannedBoot, came: Came): Promise<string> {
  ctx.progress({ phase: "booting" });
  const server = await ctx.step("boot", (step) => bootRestored(run, boot, came.volumes, step));
  came.server = server;
  await ctx.step("await server", ({ signal }) => awaitActive(run, server, signal));
  return ctx.step("await boot", ({ signal }) => awaitBooted(run, server, came.volumes, signal));
}

async function readData(ctx: RunContext, run: RestoreRun, came: Came): Promise<void> {
  const { startedAt, phases, server } = came;
  ctx.progress({ phase: "recovering" });
  const read = await ctx.step("recover and check", async ({ signal }) => {
    const [data, marked] = await Promise.allSettled([
      recoverData(
        run,
        came.volumes,
        signal,
        (what) => ctx.progress({ phase: "recovering", what }),
        server && ((until) => hearBooted(run, server, came.volumes, until)),
      ),
      server === undefined && isNamedByNow(run) ? nameRestored(run, came.volumes, signal) : undefined,
    ]);
    if (data.status === "rejected") throw data.reason;
    if (marked.status === "rejected") throw marked.reason;
    return data.value;
  });
  const { database, checks, reading, endedAt, problem } = read;
  came.checks = checks;
  came.reading = reading;
  if (database !== undefined) phases.databaseRecovered = { ...database, ms: database.at - startedAt };
  const failed = checks.filter(({ passed }) => !passed);
  const reasons = [
    ...(problem === undefined ? [] : [problem]),
    ...failed.map(({ check, text }) => `${check}: ${text}`),
  ];
  // The database's own failure is told once, where it belongs.
  if (database?.ok === false) return;
  if (reasons.length === 0 && !verifies(checks)) return;
  const text = reasons.length > 0 ? reasons.join("; ") : checkedText(checks);
  phases.dataVerified = { ok: reasons.length === 0, at: endedAt, ms: endedAt - startedAt, text };
}
