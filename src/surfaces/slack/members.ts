import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import type { Members } from "#domain/permission.ts";
import type { Clock } from "#support/clock.ts";
import { abortable } from "./abortable.ts";
import { slackCode } from "./slack-code.ts";

/** An answer of Slack counts as live for so long: whoever is taken out of a group has lost the right after it. */
const LIVE_MS = 10_000;
/** Slack wants an answer to a command within 3 s; what was not seen until then counts as no. */
const DEADLINE_MS = 2_000;
/** More groups than manifests name are never asked for; the bound only keeps memory bounded. */
const REMEMBERED = 1_000;

/**
 * Who is in a user group, asked of Slack (usergroups.users.list, scope usergroups:read, Tier 2). Any number of askers at
 * the same time make one call. Throws `unreachable`: nobody is in a group that cannot be read.
 */
export function createMembers({ client, clock }: { client: WebClient; clock: Clock }): Members {
  const asked = new Map<string, Asked>();
  const ask = (group: string): Asked => {
    const call = { users: usersOf(client, group), askedAt: clock.monotonic() };
    if (asked.size >= REMEMBERED) asked.clear();
    asked.set(group, call);
    call.users.catch(() => {
      if (asked.get(group) === call) asked.delete(group);
    });
    return call;
  };
  return {
    of: (group, signal) => {
      const known = asked.get(group);
      const live = known !== undefined && clock.monotonic() - known.askedAt < LIVE_MS;
      return abortable((live ? known : ask(group)).users, signal);
    },
  };
}

interface Asked {
  readonly users: Promise<readonly string[]>;
  /** Monotonic, before the question was sent. */
  readonly askedAt: number;
}

const Answer = z.object({ users: z.array(z.string()) });

async function usersOf(client: WebClient, usergroup: string): Promise<readonly string[]> {
  const late = AbortSignal.timeout(DEADLINE_MS);
  try {
    return Answer.parse(await abortable(client.usergroups.users.list({ usergroup }), late)).users;
  } catch (cause) {
    const why = late.aborted ? `no answer within ${DEADLINE_MS / 1_000} s` : slackCode(cause);
    throw new DomainError("unreachable", `Slack did not say who is in ${usergroup} (${why})`, {
      next: NEXT[why] ?? "ask again, or name users instead of groups in owners.operators",
      cause,
    });
  }
}

const NEXT: Readonly<Record<string, string>> = {
  no_such_subteam: "correct the id of the user group in the manifest",
  subteam_not_found: "correct the id of the user group in the manifest",
  missing_scope: "give the app the scope usergroups:read and install it again",
};
