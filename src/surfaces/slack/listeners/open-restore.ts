import { DomainError } from "#domain/errors.ts";
import { isSlackUserGroup } from "#domain/manifest/slack-id.ts";
import { type Actor, requireOperator } from "#domain/permission.ts";
import { restoreModal } from "../views/index.ts";
import type { Deps } from "./deps.ts";
import type { Reply } from "./reply.ts";
import { showWindow } from "./show-window.ts";

export interface AskedToRestore {
  readonly application: string;
  readonly actor: Actor;
  readonly trigger: string;
}

/**
 * `/ff restore APP`: a window that asks which point, where to and why. It opens at once and without a look at anything but
 * the manifest in memory; who may restore is decided when it is sent, and said here to whoever may not. Never throws.
 */
export async function openRestore(
  asked: AskedToRestore,
  reply: Reply,
  deps: Deps,
  signal: AbortSignal,
): Promise<void> {
  try {
    const application = deps.operations.application(asked.application);
    const { operators } = application.owners;
    // Where no group is named, no is certain without asking Slack.
    if (!operators.some(isSlackUserGroup)) await requireOperator(...operatorOf(asked, deps, signal));
  } catch (error) {
    return reply.now(deps.refused(error));
  }
  const otherwise = `type it again, or /ff restore ${asked.application} latest REASON`;
  const wanted = {
    trigger: asked.trigger,
    title: "Restore",
    read: () => form(asked, deps, signal),
    otherwise,
  };
  await Promise.all([reply.now(), showWindow(wanted, reply, deps, signal)]);
}

const operatorOf = (
  { application, actor }: AskedToRestore,
  { operations, members }: Deps,
  signal: AbortSignal,
): Parameters<typeof requireOperator> => [
  operations.application(application),
  actor,
  "restore",
  members,
  signal,
];

async function form(asked: AskedToRestore, deps: Deps, signal: AbortSignal) {
  const { operations, clock } = deps;
  const [, points, verified] = await Promise.all([
    requireOperator(...operatorOf(asked, deps, signal)),
    operations.points(asked.application),
    operations.verifiedPoints(asked.application),
  ]);
  if (points.length === 0)
    throw new DomainError("not-found", `${asked.application} has no recovery point to restore from`, {
      next: `freezeframe snapshot ${asked.application} takes one`,
    });
  return restoreModal(
    { application: operations.application(asked.application), points, verified },
    clock.now(),
  );
}
