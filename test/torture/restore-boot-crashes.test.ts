import { expect, test } from "vitest";
import { restoreIdOf } from "#domain/restore/names.ts";
import { RestoreReport } from "#domain/restore/report.ts";
import { REQUEST_RESTORE } from "#workflows/names.ts";
import { type Death, live, openHouse, wish } from "../unit/workflows/restore/restore-house.ts";
import { booting, cloudWithNova } from "../unit/workflows/restore/simple-nova.ts";

const id = "r-20261123-104207-boots";
const PATIENCE = 120_000;

function house() {
  const cloud = cloudWithNova();
  return { ...openHouse({ application: booting, limits: { tearDownWithinMs: 20_000 } }), cloud };
}

/** Dies at one write; the next process finishes what the first began. */
async function killedAt(death: Death) {
  const here = house();
  const first = await live(here, death);
  await first.engine.start(REQUEST_RESTORE, id, wish).catch(() => undefined);
  await Promise.race([first.engine.ended(id).catch(() => undefined), first.dead]);
  await first.close();
  const next = await live(here);
  await next.engine.recover();
  const known = await next.engine.get(id);
  const result = known === undefined ? undefined : (await next.engine.ended(id)).result;
  await next.close();
  return { cloud: here.cloud, report: result === undefined ? undefined : RestoreReport.parse(result) };
}

test("killed at any write of the journal: one server with one set of volumes in the end, and nothing else", {
  timeout: PATIENCE,
}, async () => {
  const { run, writes, close } = await live(house());
  await run(REQUEST_RESTORE, wish, id);
  const made = writes();
  await close();
  const deaths = Array.from({ length: made }, (_, index) => index + 1).flatMap((at): Death[] => [
    { at, when: "before" },
    { at, when: "after" },
  ]);
  let restored = 0;
  const one = async (death: Death): Promise<void> => {
    const { cloud, report } = await killedAt(death);
    if (report === undefined) return;
    restored += 1;
    const words = `killed ${death.when} write ${death.at}: ${report.headline}`;
    expect(report, words).toMatchObject({ reached: "data verified", state: "kept" });
    const names = [...cloud.servers.values(), ...cloud.volumes.values()].map(({ name }) => name);
    expect(names.toSorted(), words).toEqual(
      ["data", "server", "wal"].map((role) => `ffr/test/orders/${restoreIdOf(id)}/${role}`),
    );
  };
  while (deaths.length > 0) await Promise.all(deaths.splice(0, 16).map(one));
  expect(restored).toBeGreaterThanOrEqual(2 * made - 1);
});
