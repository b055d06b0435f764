import { DomainError } from "#domain/errors.ts";
import type { Members, Person } from "#domain/permission.ts";

/** Slack of a test: groups by id, and people. A group that is not listed cannot be asked; who is not listed is a full member. */
export interface SmallSlack extends Members {
  readonly groups: Record<string, readonly string[]>;
  readonly people: Record<string, Partial<Person>>;
  /** While it does not answer at all. */
  down: boolean;
}

export function smallSlack(groups: Record<string, readonly string[]> = {}): SmallSlack {
  const people: Record<string, Partial<Person>> = {};
  const silent = () => new DomainError("unreachable", "Slack did not answer");
  const slack: SmallSlack = {
    groups,
    people,
    down: false,
    of: async (group) => {
      const users = groups[group];
      if (slack.down || users === undefined) throw silent();
      return users;
    },
    person: async (id) => {
      if (slack.down) throw silent();
      return person(id, people[id]);
    },
  };
  return slack;
}

export const person = (id: string, change: Partial<Person> = {}): Person => ({
  id,
  team: "T0HERE",
  ours: true,
  deactivated: false,
  bot: false,
  guest: false,
  ...change,
});
