import { expect, test } from "vitest";
import { makeDesign } from "#domain/design/make-design.ts";
import { designFacts } from "../domain/design/sample-facts.ts";
import { startApp } from "./start-app.ts";

const design = { ...makeDesign(designFacts()), application: "orders-db" };

test("a design is posted as a file in the application's channel, and whoever asked reads its first paragraph", async () => {
  const { slack, answer } = await startApp({ operations: () => ({ design: async () => design }) });
  await slack.command("design Orders-DB");
  await expect.poll(() => answer(), { timeout: 10_000 }).toContain("The file is being posted in <#C0");
  expect(answer()).toContain("silently falls back");
  const [file] = slack.files();
  expect(file?.name).toBe("design-orders-db.md");
  const text = Buffer.from(file?.bytes ?? []).toString();
  expect(text).toContain("# Design: orders-db on prod");
  expect(text).toContain("## (e) Restore-test plan");
  const posted = () => slack.messages().find(({ files }) => files?.some(({ id }) => id === file?.id));
  await expect
    .poll(() => posted()?.text)
    .toContain("*Design of orders-db* on prod, asked for by <@U0PLAYGROUND>");
  expect(posted()?.channel).toMatch(/^C0/);
});

test("where Slack does not take the file, the answer says why and how to have it all the same", async () => {
  const { slack, answer } = await startApp({ operations: () => ({ design: async () => design }) });
  slack.fault({ kind: "error", error: "not_in_channel", match: { method: "files.completeUploadExternal" } });
  await slack.command("design orders-db");
  await expect.poll(() => answer(), { timeout: 10_000 }).toContain("not_in_channel");
  expect(answer()).toContain("freezeframe design orders-db");
});
