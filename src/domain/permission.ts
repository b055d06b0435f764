import type { Application } from "./application.ts";
import { DomainError } from "./errors.ts";

/** Who asks. Only Slack ids carry rights; a command line's user has one when config maps it. */
export interface Actor {
  readonly slackId: string | undefined;
  /** How to name the actor in words and in the audit: `root on the command line`. */
  readonly name: string;
}

/**
 * Snapshot and thaw need an operator of the application. A user group counts only when its members could be read, which a
 * command line without Slack cannot: it fails closed. Throws `not-permitted`.
 *
 * @returns the actor's Slack id
 */
export function requireOperator(application: Application, actor: Actor, act: string): string {
  const who = application.owners.operators;
  if (actor.slackId === undefined)
    throw new DomainError("not-permitted", `${actor.name} is mapped to no Slack user, so may only read`, {
      next: "map the OS user to a Slack id under operators: in config.yml",
    });
  const groups = who.filter((id) => id.startsWith("S"));
  if (who.includes(actor.slackId) && !groups.includes(actor.slackId)) return actor.slackId;
  const hint =
    groups.length === 0
      ? ""
      : ` (membership of ${groups.join(", ")} can only be seen with Slack, and counts as no)`;
  throw new DomainError(
    "not-permitted",
    `only operators of ${application.application} may ${act}; ${actor.slackId} is not one${hint}`,
    {
      next: `ask one of ${who.join(", ")}, or have owners.operators changed in the manifest`,
    },
  );
}
