import { describe, expect, test } from "vitest";
import { DomainError } from "#domain/errors.ts";
import { type Members, noMembers, requireOperator } from "#domain/permission.ts";
import { application } from "./found.ts";

const signal = new AbortController().signal;

/** Groups by id; one that is not listed cannot be asked. */
function slack(groups: Readonly<Record<string, readonly string[]>>): Members & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    person: noMembers.person,
    of: async (group) => {
      asked.push(group);
      const members = groups[group];
      if (members === undefined) throw new DomainError("unreachable", "Slack did not answer");
      return members;
    },
  };
}

const ask = (
  slackId: string | undefined,
  members: Members = noMembers,
  operators = ["U0OPS", "S0STORAGE", "S0NIGHT"],
) =>
  requireOperator(
    { ...application, owners: { ...application.owners, operators } },
    { slackId, name: "ann on the command line" },
    "take a snapshot",
    members,
    signal,
  );

test("an operator that the manifest names may, and Slack is not asked", async () => {
  const members = slack({});
  expect(await ask("U0OPS", members)).toEqual({ slackId: "U0OPS" });
  expect(members.asked).toEqual([]);
});

test("an approver is no operator", async () => {
  await expect(ask("U0BOSS", slack({ S0STORAGE: [], S0NIGHT: [] }))).rejects.toMatchObject({
    kind: "not-permitted",
    message: "only operators of orders may take a snapshot; U0BOSS is not one",
    next: expect.stringContaining("U0OPS"),
  });
});

test("somebody who is mapped to no Slack id may only read", async () => {
  await expect(ask(undefined)).rejects.toMatchObject({
    kind: "not-permitted",
    message: "ann on the command line is mapped to no Slack user, so may only read",
  });
});

describe("a user group", () => {
  test("makes an operator of whoever is in it now, and it is told which one", async () => {
    const members = slack({ S0STORAGE: ["U0ELSE"], S0NIGHT: ["U0ANN"] });
    expect(await ask("U0ANN", members)).toEqual({ slackId: "U0ANN", through: "S0NIGHT" });
  });

  test("that says yes is enough, also while another cannot be asked or never answers", async () => {
    const down = slack({ S0STORAGE: ["U0ANN"] });
    expect(await ask("U0ANN", down)).toEqual({ slackId: "U0ANN", through: "S0STORAGE" });
    const mute: Members = {
      ...noMembers,
      of: async (group) => (group === "S0NIGHT" ? ["U0ANN"] : new Promise<never>(() => undefined)),
    };
    expect(await ask("U0ANN", mute)).toEqual({ slackId: "U0ANN", through: "S0NIGHT" });
  });

  test("that could not be asked counts as no, and the refusal says which and why", async () => {
    await expect(ask("U0ANN", slack({ S0NIGHT: [] }))).rejects.toMatchObject({
      kind: "not-permitted",
      message:
        "only operators of orders may take a snapshot; U0ANN is not one (who could not be seen counts as no: S0STORAGE: Slack did not answer)",
    });
    await expect(ask("U0ANN")).rejects.toMatchObject({
      message: expect.stringContaining("S0NIGHT: who is in S0NIGHT can only be seen with Slack"),
    });
  });

  test("is nobody itself", async () => {
    await expect(ask("S0STORAGE", slack({ S0STORAGE: [], S0NIGHT: [] }))).rejects.toMatchObject({
      kind: "not-permitted",
    });
  });
});
