import { expect, test } from "vitest";
import type { Document } from "../harness/application-dir.ts";
import { backEnds } from "../harness/back-ends.ts";
import { cleanUp, orphansOf, scan } from "../harness/clean-up.ts";
import { makeDebris } from "../harness/debris/all-debris.ts";
import { type Debris, wordsOf } from "../harness/debris/debris.ts";
import { makeForeign } from "../harness/debris/foreign.ts";
import { debrisHouse } from "../harness/debris/house.ts";
import { driftedQuota } from "../harness/debris/quota-drift.ts";
import { everything, goneSince } from "../harness/inventory.ts";
import { lab } from "../harness/lab.ts";
import { runRemedy } from "../harness/remedy.ts";
import { takenWith } from "../harness/taken-with.ts";

// Every class of debris, made by real Cinder, in a project that is full of things that look like it.

const here = await lab();

test.each(backEnds)(
  "all debris of $volumeType is found and nothing else, the clean-up takes what it said, and an administrator's commands the rest",
  async (backEnd) => {
    await using house = await debrisHouse(here, backEnd);
    const { dir } = house;
    await makeForeign(house);
    const debris = await makeDebris(house);
    await expectFound(house.dir, debris);

    const before = await everything(here);
    const report = await cleanUp(dir);
    const wanted = debris.filter(({ by }) => by === "clean-up");
    expect(report.items.map(({ outcome, why }: Document) => [outcome, why])).toEqual(
      wanted.map(() => ["deleted", undefined]),
    );
    expect(report.items.map(({ kind, thing }: Document) => `${kind} ${thing}`).sort()).toEqual(
      wanted.map(({ kind, thing }) => `${kind} ${thing}`).sort(),
    );
    expect(goneSince(before, await everything(here))).toEqual(takenWith(wanted, before));

    const left = debris.filter(({ by }) => by !== "clean-up");
    const found = await expectFound(dir, left);
    const forAdministrator = found.filter(({ by, class: of }) => by === "administrator" && of !== "back end");
    expect(new Set(forAdministrator.map((one) => one.class))).toEqual(
      new Set(["stuck set", "dead run", "quota drift"]),
    );
    for (const { commands } of forAdministrator) await runRemedy(here, commands);
    // Each figure is counted anew with the next request that takes of it.
    await house.somebody.snapshot(await house.somebody.volume({ name: "another one" }), "of another one");
    await house.somebody.group("another one");
    expect(await driftedQuota(here)).toEqual([]);
    await expectFound(
      dir,
      left.filter(({ by, class: of }) => by === "owner" || of === "back end"),
    );
  },
  1_800_000,
);

/** What is stuck counts as such only after a minute, and quota is still only when nothing is under way. */
async function expectFound(dir: Parameters<typeof scan>[0], debris: readonly Debris[]): Promise<Document[]> {
  let found: Document[] = [];
  await expect
    .poll(
      async () => {
        const drifted = await driftedQuota(here);
        found = orphansOf(await scan(dir));
        const wanted = [...debris, ...drifted].map(wordsOf).sort();
        const words = found.map((one) => wordsOf(one as Debris)).sort();
        return {
          missing: wanted.filter((one) => !words.includes(one)),
          more: words.filter((one) => !wanted.includes(one)),
        };
      },
      { timeout: 240_000, interval: 5_000 },
    )
    .toEqual({ missing: [], more: [] });
  return found;
}
