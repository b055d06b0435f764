import { describe, expect, test } from "vitest";
import { requireApprover } from "#domain/approver.ts";
import type { Person } from "#domain/permission.ts";
import { smallSlack } from "../operations/members.ts";
import { approval } from "./approval.ts";
import { application } from "./found.ts";

const signal = new AbortController().signal;

/** Who the manifest names now, and who it named at the request. */
const ask = (
  slackId: string | undefined,
  slack = smallSlack(),
  lists: { now?: string[]; before?: string[] } = {},
) =>
  requireApprover(
    { ...application, owners: { ...application.owners, approvers: lists.now ?? ["U0BOSS", "S0DBA"] } },
    approval({ approvers: lists.before ?? ["U0BOSS", "S0DBA"] }),
    { slackId, name: "cleo on the command line" },
    slack,
    signal,
  );

const no = (what: string) => ({
  kind: "not-permitted",
  message: `only approvers of orders decide on ap-1: ${what}`,
});

test("whom both manifests name may, as a full member of the workspace", async () => {
  expect(await ask("U0BOSS", smallSlack({ S0DBA: [] }))).toEqual({ slackId: "U0BOSS", team: "T0HERE" });
});

test("through a group it is told which one, as the group is now", async () => {
  const slack = smallSlack({ S0DBA: ["U0ANN"] });
  expect(await ask("U0ANN", slack)).toEqual({ slackId: "U0ANN", team: "T0HERE", through: "S0DBA" });
  slack.groups.S0DBA = [];
  await expect(ask("U0ANN", slack)).rejects.toMatchObject(no("U0ANN is not one"));
});

describe("the stricter of both manifests counts", () => {
  const slack = smallSlack({ S0DBA: [], S0OTHER: ["U0ANN"] });

  test("who was added after the request does not decide on it", async () => {
    await expect(ask("U0NEW", slack, { now: ["U0NEW"], before: ["U0BOSS"] })).rejects.toMatchObject({
      ...no("U0NEW is not one"),
      next: "ask one of U0BOSS",
    });
  });

  test("nor who was taken out", async () => {
    await expect(ask("U0OLD", slack, { now: ["U0BOSS"], before: ["U0OLD"] })).rejects.toMatchObject(
      no("U0OLD is not one"),
    );
  });

  test("who was named by id then and is in a named group now is in both", async () => {
    expect(await ask("U0ANN", slack, { now: ["S0OTHER"], before: ["U0ANN"] })).toMatchObject({
      through: "S0OTHER",
    });
  });
});

test.each<[string, Partial<Person>, string]>([
  ["a guest", { guest: true }, "is a guest of the workspace"],
  ["a bot", { bot: true }, "is a bot"],
  ["somebody deactivated", { deactivated: true }, "is deactivated in Slack"],
  ["somebody of another workspace", { ours: false, team: "T0ELSE" }, "belongs to another workspace (T0ELSE)"],
  [
    "somebody whom Slack knows under another id",
    { id: "U0OTHER" },
    "is known to Slack as U0OTHER, which is somebody else",
  ],
])("%s never decides, whatever the manifest says", async (_, flags, words) => {
  const slack = smallSlack();
  slack.people.U0BOSS = flags;
  await expect(ask("U0BOSS", slack)).rejects.toMatchObject(no(`U0BOSS ${words}`));
});

describe("what cannot be asked counts as no, and says so", () => {
  test("a group", async () => {
    await expect(ask("U0ANN", smallSlack())).rejects.toMatchObject(
      no("U0ANN is not one (who could not be seen counts as no: S0DBA: Slack did not answer)"),
    );
  });

  test("a person, even one whom the manifest names", async () => {
    const slack = smallSlack();
    slack.down = true;
    await expect(ask("U0BOSS", slack)).rejects.toMatchObject(
      no("who U0BOSS is could not be seen, which counts as no: Slack did not answer"),
    );
  });
});

test("whoever asked is told that, before anybody asks Slack", async () => {
  const slack = smallSlack();
  slack.down = true;
  await expect(
    ask("U0OPS", slack, { now: ["U0OPS", "U0BOSS"], before: ["U0OPS", "U0BOSS"] }),
  ).rejects.toMatchObject({
    kind: "not-permitted",
    message: "U0OPS asked for ap-1: nobody decides on their own request",
    next: "ask one of U0BOSS",
  });
});

test("somebody who is mapped to no Slack id decides nothing", async () => {
  await expect(ask(undefined)).rejects.toMatchObject({
    message: "cleo on the command line is mapped to no Slack user, so may only read",
  });
});
