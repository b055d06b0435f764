import type { Application } from "./application.ts";
import { DomainError } from "./errors.ts";
import { isSlackUserGroup } from "./manifest/slack-id.ts";

/** Who asks. Only Slack ids carry rights; a command line's user has one when config maps it. */
export interface Actor {
  readonly slackId: string | undefined;
  /** How to name the actor in words and in the audit: `root on the command line`. */
  readonly name: string;
  /** The workspace that Slack says they came from; for the audit. */
  readonly team?: string | undefined;
  /** That is another one than config names: whoever they are there, here they decide nothing. */
  readonly foreign?: boolean;
}

/** What Slack says of a user, now. */
export interface Person {
  readonly id: string;
  /** Their own workspace. */
  readonly team: string;
  /** They belong to the workspace that config names. */
  readonly ours: boolean;
  readonly deactivated: boolean;
  readonly bot: boolean;
  readonly guest: boolean;
}

/** Who is who in Slack, now. Throws `unreachable` when Slack cannot be asked: then nobody is in a group, or anybody. */
export interface Members {
  of(group: string, signal: AbortSignal): Promise<readonly string[]>;
  person(user: string, signal: AbortSignal): Promise<Person>;
}

/** Where there is no Slack app: nobody is in a group, and nobody is a person who may decide. */
export const noMembers: Members = {
  of: async (group) => {
    throw new DomainError("unreachable", `who is in ${group} can only be seen with Slack`, {
      next: "add slack: to config.yml, or name users instead of groups in the manifest",
    });
  },
  person: async (user) => {
    throw new DomainError("unreachable", `who ${user} is can only be seen with Slack`, {
      next: "add slack: to config.yml",
    });
  },
};

/** An actor whose right was seen. */
export interface Permitted {
  readonly slackId: string;
  /** The group whose membership was seen; absent when the manifest names the user. */
  readonly through?: string;
  /** The workspace that Slack says they belong to; absent where nobody had to ask. */
  readonly team?: string;
}

/**
 * Snapshot, thaw, cancel, pause and resume need an operator of the application. A user id that the manifest names needs no
 * call; a user group is asked for its members now, and one that could not be read counts as no. Throws `not-permitted`.
 */
export async function requireOperator(
  application: Application,
  actor: Actor,
  act: string,
  members: Members,
  signal: AbortSignal,
): Promise<Permitted> {
  const slackId = requireSlackId(actor);
  const who = application.owners.operators;
  const seen = await seeAmong(who, slackId, members, signal);
  if (!("unread" in seen)) return seen;
  throw new DomainError(
    "not-permitted",
    `only operators of ${application.application} may ${act}; ${slackId} is not one${unreadWords(seen.unread)}`,
    { next: `ask one of ${who.join(", ")}, or have owners.operators changed in the manifest` },
  );
}

/** Throws `not-permitted` for an actor who is mapped to no Slack user. */
export function requireSlackId({ slackId, name }: Actor): string {
  if (slackId !== undefined) return slackId;
  throw new DomainError("not-permitted", `${name} is mapped to no Slack user, so may only read`, {
    next: "map the OS user to a Slack id under operators: in config.yml",
  });
}

/** Is this user among these users and user groups now? No: with the groups that could not be read, and why. */
export async function seeAmong(
  who: readonly string[],
  slackId: string,
  members: Pick<Members, "of">,
  signal: AbortSignal,
): Promise<Permitted | { readonly unread: readonly string[] }> {
  const groups = who.filter(isSlackUserGroup);
  if (who.includes(slackId) && !groups.includes(slackId)) return { slackId };
  // An error for nobody to read costs more than the rest of the question.
  if (groups.length === 0) return { unread: [] };
  const unread: string[] = [];
  const asked = groups.map(async (group) => {
    const found = await members.of(group, signal).catch((cause: unknown) => {
      unread.push(`${group}: ${cause instanceof Error ? cause.message : String(cause)}`);
    });
    if (found?.includes(slackId) === true) return group;
    throw new Error(`not in ${group}`);
  });
  // The first group that says yes; the others need not be waited for.
  return Promise.any(asked).then(
    (through) => ({ slackId, through }),
    () => ({ unread }),
  );
}

/** For the end of a refusal; nothing when everybody could be asked. */
export const unreadWords = (unread: readonly string[]): string =>
  unread.length === 0 ? "" : ` (who could not be seen counts as no: ${unread.join("; ")})`;
