import { DomainError } from "#domain/errors.ts";
import type { Members } from "#domain/permission.ts";

/** Who is in a Slack user group. Without Slack nobody can tell, so nobody is. */
export const membersOf = (): Members => noMembers;

const noMembers: Members = {
  of: (group) =>
    Promise.reject(
      new DomainError("unreachable", `who is in ${group} can only be seen with Slack`, {
        next: "add slack: to config.yml, or name users instead of groups in the manifest",
      }),
    ),
};
