import type { Installation } from "#config/load.ts";
import { type Members, noMembers } from "#domain/permission.ts";
import { systemClock } from "#support/clock.ts";
import type { Log } from "#support/log.ts";

/**
 * Who is who in Slack. Without a Slack app nobody can tell: nobody is in a group, and nobody is a person who may decide.
 * Slack's client is loaded when it is first needed: most command lines never ask.
 */
export function membersOf({ config }: Installation, log: Log): Members {
  const { slack } = config;
  if (slack === undefined) return noMembers;
  let asking: Promise<Members> | undefined;
  const load = async (): Promise<Members> => {
    const [{ createMembers }, { createWebClient }] = await Promise.all([
      import("#surfaces/slack/members.ts"),
      import("#surfaces/slack/web-client.ts"),
    ]);
    return createMembers({ client: createWebClient(slack, log), team: slack.team, clock: systemClock });
  };
  const loaded = (): Promise<Members> => {
    asking ??= load();
    return asking;
  };
  return {
    of: async (group, signal) => (await loaded()).of(group, signal),
    person: async (user, signal) => (await loaded()).person(user, signal),
  };
}
