import type { Application } from "#domain/application.ts";
import type { Approval } from "#domain/approval.ts";
import { requireApprover } from "#domain/approver.ts";
import { DomainError, type ErrorKind } from "#domain/errors.ts";
import type { Actor, Permitted } from "#domain/permission.ts";
import { DECISION_TOPIC } from "#workflows/await-approval.ts";
import type { AuditDetail } from "#workflows/records-port.ts";
import { asked, inTime } from "./asker.ts";
import type { Context } from "./context.ts";
import { findApproval } from "./find-approval.ts";

/** A made-up id is refused too, and who tried it is worth a row. */
const AUDITED: ReadonlySet<ErrorKind> = new Set(["not-permitted", "refused", "not-found"]);

/** Runs one act on an approval; a refusal leaves one audit row with who, from where, and the digest they were shown. */
export function askedOf(
  { ports: { records } }: Context,
  about: { readonly id: string; readonly act: string; readonly actor: Actor; readonly detail: AuditDetail },
  act: (approval: Approval) => Promise<Approval>,
): Promise<Approval> {
  const { id, actor } = about;
  const detail = { ...about.detail, ...(actor.team === undefined ? {} : { team: actor.team }) };
  return asked(
    records,
    // What somebody made up is kept short.
    { actor, act: `approval.${about.act}`, subject: id.slice(0, 80), detail, audited: AUDITED },
    async () => {
      requireOurs(actor);
      return act(await findApproval(records, id));
    },
  );
}

/** Slack's shared channels let people of other workspaces click. Throws `not-permitted`. */
function requireOurs({ foreign, name, team }: Actor): void {
  if (foreign !== true) return;
  throw new DomainError("not-permitted", `${name} asks from the workspace ${team}, which is not ours`, {
    next: "use it in the workspace that it is installed in",
  });
}

/** {@link requireApprover} with a deadline, by the manifest as it is now. */
export function permittedApprover(
  { ports: { members } }: Context,
  application: Application,
  approval: Approval,
  actor: Actor,
  signal: AbortSignal,
): Promise<Permitted> {
  return requireApprover(application, approval, actor, inTime(members), signal);
}

/** Throws `refused` when the manifest is gone: nobody can say any more who may decide. */
export function applicationNow({ manifests }: Context, { application, id }: Approval): Application {
  const found = manifests.current().get(application);
  if (found !== undefined) return found;
  throw new DomainError("refused", `${application} has no manifest any more: nobody decides on ${id}`, {
    next: "put the manifest back and reload, or let the request expire",
  });
}

/** Wakes the run that waits, once for each change. It reads the document; a run that has ended hears nothing. */
export async function wake(
  { engine }: Pick<Context, "engine">,
  { approval: { id, runId, state }, version }: { readonly approval: Approval; readonly version: number },
): Promise<void> {
  await engine.send(runId, DECISION_TOPIC, { state }, `${id}:${version}`);
}
