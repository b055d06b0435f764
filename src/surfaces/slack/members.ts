import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import type { Members, Person } from "#domain/permission.ts";
import type { Clock } from "#support/clock.ts";
import { abortable } from "./abortable.ts";
import { slackCode } from "./slack-code.ts";

/** An answer of Slack counts as live for so long: whoever is taken out of a group has lost the right after it. */
const LIVE_MS = 10_000;
/** Slack wants an answer to a command within 3 s; what was not seen until then counts as no. */
const DEADLINE_MS = 2_000;
/** More groups and people than manifests name are never asked for; the bound only keeps memory bounded. */
const REMEMBERED = 1_000;

/**
 * Who is in a user group (usergroups.users.list, scope usergroups:read, Tier 2) and who a user is (users.info, scope
 * users:read, Tier 4), asked of Slack. Any number of askers at the same time make one call. Throws `unreachable`: nobody is
 * in a group that cannot be read, and nobody is a person whom Slack does not show; `not-found` for a user it does not know.
 */
export function createMembers({
  client,
  team,
  clock,
}: {
  client: WebClient;
  /** Id of the workspace that config names. */
  team: string;
  clock: Clock;
}): Members {
  const groups = live((group: string) => usersOf(client, group), clock);
  const people = live((user: string) => personOf(client, user, team), clock);
  return {
    of: (group, signal) => abortable(groups(group), signal),
    person: (user, signal) => abortable(people(user), signal),
  };
}

/** One call for all who ask at the same time, and for a while after it; a failure is not remembered. */
function live<T>(ask: (id: string) => Promise<T>, clock: Clock): (id: string) => Promise<T> {
  const asked = new Map<string, { readonly answer: Promise<T>; readonly askedAt: number }>();
  return (id) => {
    const known = asked.get(id);
    // Monotonic, and from before the question was sent.
    if (known !== undefined && clock.monotonic() - known.askedAt < LIVE_MS) return known.answer;
    const call = { askedAt: clock.monotonic(), answer: ask(id) };
    if (asked.size >= REMEMBERED) asked.clear();
    asked.set(id, call);
    call.answer.catch(() => {
      if (asked.get(id) === call) asked.delete(id);
    });
    return call.answer;
  };
}

const Users = z.object({ users: z.array(z.string()) });

async function usersOf(client: WebClient, usergroup: string): Promise<readonly string[]> {
  const answer = inTime(client.usergroups.users.list({ usergroup }), `who is in ${usergroup}`, {
    missing_scope: "give the app the scope usergroups:read and install it again",
    ...UNKNOWN_GROUP,
  });
  return Users.parse(await answer).users;
}

const UNKNOWN_GROUP = {
  no_such_subteam: "correct the id of the user group in the manifest",
  subteam_not_found: "correct the id of the user group in the manifest",
};

/** docs.slack.dev/reference/objects/user-object: flags may be left out, above all of a deactivated user. */
const User = z.object({
  user: z.object({
    id: z.string(),
    team_id: z.string().optional(),
    deleted: z.boolean().optional(),
    is_bot: z.boolean().optional(),
    is_restricted: z.boolean().optional(),
    is_ultra_restricted: z.boolean().optional(),
    is_stranger: z.boolean().optional(),
    enterprise_user: z.object({ teams: z.array(z.string()).optional() }).optional(),
  }),
});

/** Slack's own bot, which says of itself that it is none. */
const SLACKBOT = "USLACKBOT";

async function personOf(client: WebClient, id: string, team: string): Promise<Person> {
  const answer = inTime(client.users.info({ user: id }), `who ${id} is`, {
    missing_scope: "give the app the scope users:read and install it again",
  });
  const { user } = User.parse(await answer);
  const home = user.team_id ?? "";
  return {
    id: user.id,
    team: home,
    ours: home === team || (user.enterprise_user?.teams ?? []).includes(team),
    deactivated: user.deleted === true,
    bot: user.is_bot === true || user.id === SLACKBOT,
    guest: user.is_restricted === true || user.is_ultra_restricted === true || user.is_stranger === true,
  };
}

const NOBODY: ReadonlySet<string> = new Set(["user_not_found", "user_not_visible"]);

async function inTime<T>(call: Promise<T>, what: string, next: Readonly<Record<string, string>>): Promise<T> {
  const late = AbortSignal.timeout(DEADLINE_MS);
  try {
    return await abortable(call, late);
  } catch (cause) {
    const why = late.aborted ? `no answer within ${DEADLINE_MS / 1_000} s` : slackCode(cause);
    throw new DomainError(
      NOBODY.has(why) ? "not-found" : "unreachable",
      `Slack did not say ${what} (${why})`,
      { next: next[why] ?? "ask again, or name users instead of groups in the manifest", cause },
    );
  }
}
