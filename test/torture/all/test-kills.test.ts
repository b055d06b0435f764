import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { startBot } from "../../../playground/demo/bot.ts";
import type { SlackMessage } from "../../../playground/slack/types.ts";
import { json } from "../../e2e/freezeframe.ts";
import { linesOf, NOTHING, type RestoreWorld, restoreWorld, thereOf } from "../../e2e/restoring.ts";

// The real bot dies at each of its durable writes from the slash command to the verdict of a restore test, and is started
// again. People do what people would: type again what has got no run.

const APPLICATION = "orders-db";
const LANES = 2;
const preload = pathToFileURL(join(import.meta.dirname, "../../lab/all/die-at-write.ts")).href;
const forever = new AbortController().signal;

it("killed at any durable write of a restore test: one verdict, nothing left, and the messages are true", {
  timeout: 1_800_000,
}, async () => {
  const killed: number[] = [];
  let next = 1;
  let past = false;
  const lane = async (): Promise<void> => {
    await using world = await restoreWorld({ [APPLICATION]: {} });
    while (!past) {
      const write = next++;
      const moment = write % 2 === 0 ? "before" : "after";
      const words = `killed ${moment} write ${write}`;
      const known = await testsOf(world);
      const died = await live(world, `${moment}:${write}`);
      const runs = (await testsOf(world)).filter(({ id }) => !known.some((one) => one.id === id));
      expect(runs, words).toMatchObject([{ state: "done" }]);
      await expectTrue(world, runs[0], words);
      if (died) killed.push(write);
      else past = true;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
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

/** From the request to its end, with one death at most; whether there was one. */
async function live(world: RestoreWorld, death: string): Promise<boolean> {
  const armed = join(world.directory, "armed");
  const before = (await testsOf(world)).length;
  await world.bot.kill();
  const mortal = await startBot(world.config, forever, {
    NODE_OPTIONS: `--import ${preload}`,
    DIE_AT: death,
    DIE_ARMED: armed,
  });
  world.bot = mortal;
  let died = false;
  const gone = mortal.gone.then(() => {
    died = true;
  });
  await writeFile(armed, "");
  await world.slack.command(`test ${APPLICATION} latest`);
  await Promise.race([gone, ended(world, before, () => died)]);
  await rm(armed, { force: true });
  // It may have died at a write after the last word; without the file it does not any more.
  const alive = died ? undefined : await testsOf(world).catch(() => undefined);
  if (alive !== undefined) return false;
  await gone;
  world.bot = await startBot(world.config, forever);
  // Whoever got no receipt looks whether there is a run, and asks again when there is none.
  if ((await testsOf(world)).length === before) await world.slack.command(`test ${APPLICATION} latest`);
  await ended(world, before, () => false);
  return true;
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
