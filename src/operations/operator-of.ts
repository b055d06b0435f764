import type { Application } from "#domain/application.ts";
import { DomainError } from "#domain/errors.ts";
import { type Actor, type Members, type Permitted, requireSlackId } from "#domain/permission.ts";
import { permitted } from "./asker.ts";
import type { Context } from "./context.ts";

interface Asked {
  readonly application: string;
  /** Who asked for what is to be ended. */
  readonly requestedBy?: string | undefined;
  /** In words: `cancel a run`. */
  readonly act: string;
}

/**
 * An operator of the application. When its manifest is gone there are none, but what is under way still has to be ended by
 * somebody: whoever asked for it, those who may break the glass, and the operators of any application, who may also reload.
 * Only for acts that end something. Throws `not-permitted`.
 */
export async function operatorOf(
  { manifests, ports: { members, breakGlass } }: Context,
  { application, requestedBy, act }: Asked,
  actor: Actor,
  signal: AbortSignal,
): Promise<Permitted> {
  const found = manifests.current().get(application);
  if (found !== undefined) return permitted(found, actor, act, members, signal);
  const slackId = requireSlackId(actor);
  if (slackId === requestedBy || breakGlass.includes(slackId)) return { slackId };
  const all = [...manifests.current().values()];
  return operatorOfAny(
    all,
    actor,
    `${act} of ${application}, which has no manifest any more`,
    members,
    signal,
  );
}

/** The groups of all applications are asked at once, each once. */
export async function operatorOfAny(
  applications: readonly Application[],
  actor: Actor,
  act: string,
  members: Members,
  signal: AbortSignal,
): Promise<Permitted> {
  const [first] = applications;
  if (first === undefined)
    throw new DomainError("not-permitted", "there is no application, so nobody is an operator of one", {
      next: "send the process SIGHUP, or start it again",
    });
  const operators = [...new Set(applications.flatMap(({ owners }) => owners.operators))];
  const any = { ...first, application: "any application", owners: { ...first.owners, operators } };
  return permitted(any, actor, act, members, signal);
}
