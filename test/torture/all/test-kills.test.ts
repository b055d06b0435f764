import { expect, it } from "vitest";
import type { SlackMessage } from "../../../playground/slack/types.ts";
import { json } from "../../e2e/freezeframe.ts";
import { linesOf, NOTHING, type RestoreWorld, restoreWorld, thereOf } from "../../e2e/restoring.ts";
import { diedAt } from "../each-write.ts";
import { withOneDeath } from "../mortal-bot.ts";

// The real bot dies at each of its durable writes from the slash command to the verdict of a restore test, and is started
// again. People do what people would: type again what has got no run.

const APPLICATION = "orders-db";
const LANES = 2;

it("killed at any durable write of a restore test: one verdict, nothing left, and the messages are true", {
  timeout: 1_800_000,
}, async () => {
  const killed = await diedAt({ lanes: LANES }, async (lives) => {
    await using world = await restoreWorld({ [APPLICATION]: {} });
    await lives(async (write) => {
      const moment = write % 2 === 0 ? "before" : "after";
      const words = `killed ${moment} write ${write}`;
      const known = await testsOf(world);
      const died = await withOneDeath(world, `${moment}:${write}`, {
        ask: () => world.slack.command(`test ${APPLICATION} latest`),
        asked: async () => (await testsOf(world)).length > known.length,
        ended: (isOver) => ended(world, known.length, isOver),
      });
      const runs = (await testsOf(world)).filter(({ id }) => !known.some((one) => one.id === id));
      expect(runs, words).toMatchObject([{ state: "done" }]);
      await expectTrue(world, runs[0], words);
      return died;
    });
  });
  expect(killed.length).toBeGreaterThan(25);
});

interface Run {
  readonly id: string;
  readonly state: string;
  readonly result?: unknown;
}

async function testsOf(world: RestoreWorld): Promise<readonly Run[]> {
  const { result } = await json(world, "runs", "--limit", "200");
  return (result as (Run & { readonly workflow: string })[]).filter(
    ({ workflow }) => workflow === "test-restore@1",
  );
}

/** The newest one has ended, and the channel says how; or nobody is there to say so any more. */
const ended = (world: RestoreWorld, before: number, isOver: () => boolean): Promise<void> =>
  expect
    .poll(
      async () => {
        if (isOver()) return "PASSED";
        const runs = await testsOf(world).catch(() => []);
        const run = runs.length > before ? runs[0] : undefined;
        return run === undefined ? "" : heads(world, run.id).join("\n");
      },
      { timeout: 120_000, interval: 50 },
    )
    .toMatch(/PASSED|FAILED|INCONCLUSIVE/);

const toldOf = (world: RestoreWorld, runId: string): readonly SlackMessage[] =>
  world.slack.messages().filter(({ blocks }) => JSON.stringify(blocks).includes(runId));

const heads = (world: RestoreWorld, runId: string): readonly string[] =>
  toldOf(world, runId).map((message) => linesOf(world, message).split("\n")[0] ?? "");

/** One verdict, of one run; nothing of it is left; and nothing in the channel says anything else. */
async function expectTrue(world: RestoreWorld, run: Run | undefined, words: string): Promise<void> {
  expect(run?.result, words).toMatchObject({ verdict: "passed", nothingLeft: true });
  expect(await thereOf(world), words).toEqual(NOTHING);
  expect((await json(world, "restores")).result, words).toEqual([]);
  const told = () => heads(world, run?.id ?? "");
  // Its own message, and what calls whoever asked. A post whose answer was lost says that it starts, and never more.
  await expect
    .poll(() => told().filter((head) => /restore test PASSED/.test(head)).length, {
      timeout: 20_000,
      message: words,
    })
    .toBeGreaterThanOrEqual(2);
  expect(
    told().filter((head) => /FAILED|INCONCLUSIVE|INTERRUPTED|CANCELLED/.test(head)),
    words,
  ).toEqual([]);
  const { result: points } = await json(world, "points", APPLICATION);
  expect(points[0].label, words).toMatchObject({ grade: "A", text: expect.stringMatching(/, tested$/) });
  expect(await json(world, "audit", "verify"), words).toMatchObject({ result: { intact: true } });
}
