import type { FrozenSpan } from "#domain/doctor/felt.ts";
import { DomainError } from "#domain/errors.ts";
import type { HoldRequest, OpenedHold } from "#workflows/guest-port.ts";
import { foreseenHold } from "./foreseen-hold.ts";
import { serverEvidence } from "./server-evidence.ts";
import type { ServerPart } from "./server-part.ts";

/** The hold over all its servers: stages in order, the servers of one stage at once, thawed in reverse. */
export function openedHold(
  parts: readonly ServerPart[],
  request: HoldRequest,
  silenceMs: number,
): OpenedHold {
  const stages = request.stages.map((_, index) => index + 1);
  const lost = AbortSignal.any(parts.map((part) => part.session.lost));
  const onStage = (stage: number) => parts.filter((part) => part.hasStage(stage));

  async function thaw(): Promise<void> {
    // One guest thaws all its stages in reverse by itself, in one round trip.
    if (parts.length === 1) {
      await parts[0]?.thaw(1);
      return;
    }
    for (const stage of stages.toReversed())
      await Promise.all(onStage(stage).map((part) => part.thaw(stage)));
  }

  async function freeze(signal: AbortSignal): Promise<void> {
    const stop = AbortSignal.any([signal, lost]);
    try {
      for (const stage of stages)
        await every(onStage(stage), (part) => part.freeze(stage, request.budgetMs, stop));
      await every(parts, async (part) => {
        const proof = await part.prove(stop);
        if (!proof.held)
          throw new DomainError("failed", `${part.session.server}: the freeze could not be proved`);
      });
    } catch (error) {
      await thaw();
      throw unsettled(parts, error, request.budgetMs);
    }
  }

  async function prove(signal: AbortSignal): Promise<boolean> {
    const proofs = await Promise.allSettled(parts.map((part) => part.prove(signal)));
    return !lost.aborted && proofs.every((proof) => proof.status === "fulfilled" && proof.value.held);
  }

  return {
    mounts: parts.map((part) => ({
      server: part.session.server,
      kit: part.hello.kit,
      mounts: [...part.mounts],
    })),
    foreseen: () => parts.map(foreseenHold),
    frozenSpans: () => parts.flatMap(frozenSpan),
    arm: (token, signal) =>
      every(parts, (part) => part.arm(token, { budgetMs: request.budgetMs, silenceMs }, signal)),
    freeze,
    lost,
    prove,
    thaw,
    async collect(signal) {
      await Promise.all(parts.map((part) => part.collect(signal)));
      return parts.map(serverEvidence);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(parts.map((part) => part.session.close()));
    },
  };
}

/** In the guest's own time; nothing where it did not say when it thawed. */
function frozenSpan({ session: { server, thawed } }: ServerPart): FrozenSpan[] {
  if (thawed?.at === undefined || thawed.frozen_ms === undefined) return [];
  return [{ server, from: thawed.at - thawed.frozen_ms, to: thawed.at }];
}

/** Waits for all, then throws the first failure: nobody is left under way behind our back. */
export async function every<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(items.map(act));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/** The failure, and whether every armed guest has said that it thawed. */
function unsettled(parts: readonly ServerPart[], error: unknown, budgetMs: number): unknown {
  const silent = parts.filter((part) => part.armed && part.session.thawed === undefined);
  if (silent.length === 0) return error;
  const names = silent.map((part) => part.session.server).join(", ");
  const why = error instanceof Error ? error.message : String(error);
  return new DomainError(
    error instanceof DomainError ? error.kind : "failed",
    `${why}; ${names} did not confirm the thaw`,
    {
      next: `The guest thaws by itself within ${Math.ceil((budgetMs + 3_000) / 1_000)} s; check it with: freezeframe-hold status`,
      cause: error,
    },
  );
}
