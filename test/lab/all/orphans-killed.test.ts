import { expect, test } from "vitest";
import { backEnds } from "../harness/back-ends.ts";
import { scan } from "../harness/clean-up.ts";
import { takePoint } from "../harness/debris/cut.ts";
import { makeExpiredRestore } from "../harness/debris/expired-restore.ts";
import { makeFailedSet } from "../harness/debris/failed-set.ts";
import { debrisHouse } from "../harness/debris/house.ts";
import { everything, goneSince } from "../harness/inventory.ts";
import { lab } from "../harness/lab.ts";
import { changeManifest } from "../harness/restore.ts";
import { type Death, startMortal } from "../harness/restore-lives.ts";
import { takenWith } from "../harness/taken-with.ts";
import { verbHere } from "../harness/verb-here.ts";

// kill -9 in the middle of a clean-up, again and again; the simulated cloud has every write, here are some of them.

const here = await lab();
/** Of each life: some writes after the plan is made, then one after each start. */
const deaths: readonly Death[] = [
  { when: "before", write: 12 },
  { when: "after", write: 3 },
  { when: "before", write: 4 },
  { when: "after", write: 5 },
];

test.each(backEnds)(
  "killed again and again in the middle of a clean-up on $volumeType: what goes was in the plan, and in the end all of it has gone",
  async (backEnd) => {
    await using house = await debrisHouse(here, backEnd);
    const { dir } = house;
    const { point } = await takePoint(house);
    const debris = [...(await makeExpiredRestore(house, point)), ...(await makeFailedSet(house))];
    await changeManifest(dir, (manifest) => {
      manifest.approve = [];
    });
    await scan(dir);
    const before = await everything(here);
    const planned = takenWith(debris, before);
    let killed = 0;
    for (const [life, death] of deaths.entries()) {
      const args = life === 0 ? ["clean", dir.application] : ["start", "--until-idle"];
      const { signal } = await startMortal(dir, args, death).ended;
      if (signal === "SIGKILL") killed += 1;
      const gone = goneSince(before, await everything(here));
      expect(gone.filter((one) => !planned.includes(one))).toEqual([]);
    }
    expect(killed).toBeGreaterThan(1);
    expect((await verbHere(dir, "start", "--until-idle")).code).toBe(0);
    expect(goneSince(before, await everything(here))).toEqual(planned);
    const { result: runs } = await verbHere(dir, "runs");
    expect(runs.filter(({ state }: { state: string }) => state === "running" || state === "queued")).toEqual(
      [],
    );
  },
  1_800_000,
);
