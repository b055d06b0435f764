import { userInfo } from "node:os";
import type { Installation } from "#config/load.ts";
import type { Actor } from "#domain/permission.ts";

/** An OS user as config.yml maps it to a Slack id; one that is not mapped may only read. */
export const actorOf = ({ config }: Installation, user: string): Actor => ({
  slackId: new Map(Object.entries(config.operators)).get(user),
  name: `${user} on the command line`,
});

/** A user id that no user database knows, as in many containers, is mapped to nobody. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user id ${process.getuid?.()}`;
  }
}
