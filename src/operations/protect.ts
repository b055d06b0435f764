import { DomainError } from "#domain/errors.ts";
import type { Actor } from "#domain/permission.ts";
import { PROTECTED_KEY, type Protection, protectionMetadata } from "#domain/protection.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { asked, seenBy } from "./asker.ts";
import type { Context } from "./context.ts";
import { findPoint } from "./find-point.ts";
import { operatorOf } from "./operator-of.ts";

export interface ProtectRequest {
  readonly point: string;
  readonly reason?: string | undefined;
  readonly actor: Actor;
}

export type UnprotectRequest = Omit<ProtectRequest, "reason">;

/** How a point is protected now. */
export interface Protected {
  readonly point: string;
  readonly application: string;
  /** Absent: it is not. */
  readonly protected?: Protection;
  /** Roles whose snapshots could not be marked, and why: only the store protects them. */
  readonly unmarked: readonly string[];
}

/** One paragraph, and with who and when it fits into what Cinder takes. */
const REASON_MAX = 200;

/**
 * Nothing deletes the point from now on. The store first, then its snapshots, so that it survives the store; what could not be
 * marked is told. A second time replaces who and why. By an operator. Throws `not-found`, `not-permitted`, `invalid-input`.
 */
export async function protect(
  context: Context,
  request: ProtectRequest,
  signal: AbortSignal,
): Promise<Protected> {
  const { ports } = context;
  const { actor } = request;
  const reason = request.reason?.trim();
  const { application } = await findPoint(ports.records, request.point);
  return asked(ports.records, { actor, act: "protect", subject: request.point }, async () => {
    const seen = await operatorOf(context, { application, act: "protect a point" }, actor, signal);
    if (reason !== undefined && reason.length > REASON_MAX)
      throw new DomainError(
        "invalid-input",
        `a reason has at most ${REASON_MAX} characters, this one has ${reason.length}`,
      );
    const protection = {
      by: seen.slackId,
      at: ports.clock.now(),
      ...(reason === undefined || reason === "" ? {} : { reason }),
    };
    const by = { actor: seen.slackId, detail: seenBy(actor, seen) };
    const point =
      (await ports.records.protectPoint(request.point, protection, by)) ??
      (await findPoint(ports.records, request.point));
    const unmarked = await eachMember(point, context, (cloud, id) =>
      cloud.setSnapshotMetadata(id, protectionMetadata(protection), signal),
    );
    return { point: point.id, application, protected: protection, unmarked };
  });
}

/**
 * Retention may take the point again. Its snapshots first: while one of them is marked, nothing deletes it. By an operator.
 * Throws `not-found`, `not-permitted`, and `unreachable` when a mark could not be taken away; it is protected as before then.
 */
export async function unprotect(
  context: Context,
  request: UnprotectRequest,
  signal: AbortSignal,
): Promise<Protected> {
  const { ports } = context;
  const { actor } = request;
  const found = await findPoint(ports.records, request.point);
  const { application } = found;
  return asked(ports.records, { actor, act: "unprotect", subject: request.point }, async () => {
    const seen = await operatorOf(context, { application, act: "unprotect a point" }, actor, signal);
    const marked = await eachMember(found, context, (cloud, id) =>
      cloud.removeSnapshotMetadata(id, PROTECTED_KEY, signal),
    );
    if (marked.length > 0)
      throw new DomainError("unreachable", `${found.id} is protected as before: ${marked.join("; ")}`, {
        next: `freezeframe unprotect ${found.id} tries again`,
      });
    const by = { actor: seen.slackId, detail: seenBy(actor, seen) };
    const point =
      (await ports.records.protectPoint(found.id, undefined, by)) ??
      (await findPoint(ports.records, found.id));
    return { point: point.id, application, unmarked: [] };
  });
}

type Cloud = ReturnType<Context["ports"]["cloud"]>;

/** Returns the roles at which it failed, with why. */
async function eachMember(
  point: RecoveryPoint,
  { ports }: Context,
  act: (cloud: Cloud, snapshotId: string) => Promise<void>,
): Promise<string[]> {
  const results = await Promise.all(
    point.evidence.set.members.map(async ({ role, snapshotId }) => {
      if (snapshotId === undefined) return [];
      try {
        await act(ports.cloud(point.cloud), snapshotId);
        return [];
      } catch (cause) {
        if (!(cause instanceof DomainError)) throw cause;
        return [`${role}: ${cause.message}`];
      }
    }),
  );
  return results.flat();
}
