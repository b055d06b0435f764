import { expect, test } from "vitest";
import type { SlackMessage } from "../../../playground/slack/types.ts";
import { results } from "../slack-views/results.ts";
import { ASKER, guardedSlack, SECOND, told } from "./guarded-slack.ts";

const CHANNEL = "C0STORAGE";

/** A snapshot of `orders` that failed, and its alert. */
async function failing(first: unknown = results.incomplete) {
  const ends = { with: first };
  const running = await guardedSlack({
    application: { approve: ["cleanup"] },
    resultOf: (workflow) =>
      workflow.startsWith("snapshot-application@") ? ends.with : { outcome: "refused" },
  });
  const { slack, house } = running;
  await slack.command("snapshot orders before the upgrade");
  const alert = (): SlackMessage | undefined =>
    slack.messages(CHANNEL).find(({ blocks }) => told(blocks).includes("repair-runbook"));
  await expect.poll(alert, { timeout: 5_000 }).toBeDefined();
  // The least time between two freezes.
  house.clock.pass(600_000);
  const click = async (action: string, user: string) => {
    const ts = alert()?.ts ?? "";
    expect((await slack.click({ channel: CHANNEL, ts }, `repair-${action}`, user)).error).toBeUndefined();
  };
  return { ...running, alert, click, ends };
}

test("Retry takes a snapshot as whoever clicks, in the alert's thread; who is no operator is told so", async () => {
  const { taken, click, answer, slack, alert, ends } = await failing();
  await click("retry", SECOND);
  await expect.poll(() => answer(SECOND)).toContain("only operators of orders may take a snapshot");
  expect(taken).toHaveLength(1);
  ends.with = results.ok;
  await click("retry", ASKER);
  await expect.poll(() => taken).toHaveLength(2);
  const inThread = () => slack.messages(CHANNEL).filter(({ threadTs }) => threadTs === alert()?.ts);
  await expect
    .poll(
      () =>
        inThread()
          .map(({ text }) => text)
          .join(),
      { timeout: 5_000 },
    )
    .toContain("application-consistent");
  await expect.poll(() => told(alert()?.blocks), { timeout: 5_000 }).toContain("Snapshot taken");
});

test("Clean up asks for what the failed runs left behind, and nothing else", async () => {
  const { house, click, answer } = await failing();
  await click("clean-up", ASKER);
  await expect.poll(() => answer(ASKER)).toContain("r-");
  const [request] = await house.engine.list({ workflow: "request-cleanup@1", limit: 1 });
  const [incident] = await house.operations.incidents();
  expect(request?.input).toMatchObject({ application: "orders", requestedBy: ASKER, only: incident?.id });
});

test("Thaw state asks the guests now, for anybody, and the runbook opens in a window", async () => {
  const { click, answer, slack } = await failing(results["thaw-not-confirmed"]);
  await click("thaw-state", SECOND);
  await expect.poll(() => answer(SECOND)).toContain("Nothing is frozen");
  await click("runbook", SECOND);
  await expect.poll(() => told(slack.modals(SECOND).at(-1))).toContain("docs/runbook.md");
});
