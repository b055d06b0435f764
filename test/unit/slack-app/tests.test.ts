import { expect, test } from "vitest";
import { findApplication } from "#domain/find-application.ts";
import type { TestRequest } from "#operations/test.ts";
import { approval } from "../slack-views/approvals.ts";
import { POINT } from "../slack-views/sample.ts";
import { applications } from "./small-operations.ts";
import { startApp } from "./start-app.ts";

test("a restore test is asked for with its point, or leaves the choice to the manifest", async () => {
  const asked: TestRequest[] = [];
  const { slack, answer } = await startApp({
    operations: () => ({
      test: async (request) => {
        asked.push(request);
        return { runId: "r-7", how: asked.length === 1 ? "started" : "joined" };
      },
    }),
  });
  await slack.command("test Orders-DB");
  expect(slack.ephemerals().at(-1)?.via).toBe("ack");
  expect(answer()).toMatch(/orders-db: restore test requested.*<#C0/s);
  await slack.command(`test orders-db ${POINT}`);
  expect(answer()).toContain("joined the restore test that is going on");
  expect(asked.map(({ application, point, actor }) => [application, point, actor.slackId])).toEqual([
    ["orders-db", undefined, "U0PLAYGROUND"],
    ["orders-db", POINT, "U0PLAYGROUND"],
  ]);
});

test("Home has what waits for whoever looks on top, and for nobody else", async () => {
  const waiting = approval({
    ...{ application: "orders-db", requestedBy: "U0PLAYGROUND", approvers: ["U0APPROVER"] },
  });
  const { slack } = await startApp({
    operations: () => ({
      approvals: async () => [waiting],
      application: (name) => {
        const known = findApplication(applications, name);
        return { ...known, owners: { ...known.owners, approvers: ["U0APPROVER"] } };
      },
    }),
  });
  const home = (user: string) => JSON.stringify(slack.home(user));
  await slack.openHome("U0APPROVER");
  await expect.poll(() => home("U0APPROVER")).toContain("1 waits for you");
  await slack.openHome("U0PLAYGROUND");
  await expect.poll(() => home("U0PLAYGROUND")).toContain("1 waiting for an approval");
});
