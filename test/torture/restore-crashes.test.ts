import { expect, test } from "vitest";
import { restoreIdOf } from "#domain/restore/names.ts";
import { RestoreReport } from "#domain/restore/report.ts";
import { REQUEST_RESTORE } from "#workflows/names.ts";
import { backendWith, whole } from "../unit/domain/observed.ts";
import { point, pointWith } from "../unit/domain/restore/restorable.ts";
import {
  type Death,
  live,
  openHouse,
  type RestoreHouse,
  wish,
} from "../unit/workflows/restore/restore-house.ts";

const looping = pointWith({
  ...whole,
  backend: backendWith({ driver: { verdict: "loops", by: "declared", source: "config" } }).backend,
});
const id = "r-20261123-104207-crashes";

async function writesOfOne(house: RestoreHouse): Promise<number> {
  const { run, writes, close } = await live(house);
  await run(REQUEST_RESTORE, wish, id);
  const made = writes();
  await close();
  return made;
}

/** Dies at one write; the next process finishes what the first began. */
async function killedAt(house: RestoreHouse, death: Death): Promise<RestoreReport | undefined> {
  const first = await live(house, death);
  await first.engine.start(REQUEST_RESTORE, id, wish).catch(() => undefined);
  await Promise.race([first.engine.ended(id).catch(() => undefined), first.dead]);
  await first.close();
  const next = await live(house);
  await next.engine.recover();
  const known = await next.engine.get(id);
  if (known === undefined) return undefined;
  const ended = await next.engine.ended(id);
  await next.close();
  return RestoreReport.parse(ended.result);
}

test.each([
  ["volume by volume", looping],
  ["as a group", point],
] as const)(
  "killed at any write of the journal, %s: one set of volumes in the end, and nothing else",
  async (_how, point) => {
    const writes = await writesOfOne(openHouse({ point }));
    expect(writes).toBeGreaterThan(20);
    const deaths = Array.from({ length: writes }, (_, index) => index + 1).flatMap((at) => [
      { at, when: "before" as const },
      { at, when: "after" as const },
    ]);
    const restored: unknown[] = [];
    const one = async (death: Death): Promise<void> => {
      const house = openHouse({ point });
      const report = await killedAt(house, death);
      if (report === undefined) return;
      restored.push(report);
      const words = `killed ${death.when} write ${death.at}`;
      expect(report, words).toMatchObject({ reached: "data verified", state: "kept" });
      const names = [...house.cloud.volumes.values()].map(({ name }) => name);
      expect(names.toSorted(), words).toEqual(
        ["data", "wal"].map((role) => `ffr/test/orders/${restoreIdOf(id)}/${role}`),
      );
      expect(house.cloud.groups.size, words).toBe(point === looping ? 0 : 1);
    };
    // Most of it is waiting for the disk.
    while (deaths.length > 0) await Promise.all(deaths.splice(0, 16).map(one));
    // Killed before the request itself was written, there is nothing to take up.
    expect(restored.length).toBeGreaterThanOrEqual(2 * writes - 1);
  },
  120_000,
);
