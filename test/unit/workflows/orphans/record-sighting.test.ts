import { expect, test } from "vitest";
import { type Orphan, orphan } from "#domain/orphans/orphan.ts";
import { createOrphanRecords } from "#store/orphan-records.ts";
import { openStore } from "#store/store.ts";
import { systemClock } from "#support/clock.ts";
import { recordSighting } from "#workflows/orphans/record-sighting.ts";
import { temporaryDatabase } from "../../store/temporary-database.ts";
import { smallPorts } from "./small-ports.ts";
import { CLOUD, emptyWorld } from "./small-world.ts";

const found: Orphan = orphan({
  ...{ class: "failed set", kind: "group snapshot", cloud: CLOUD, application: "orders", thing: "set-1" },
  ...{ name: "ff", status: "error", gib: 1, by: "clean-up", proof: [], bound: [] },
});

async function seenOnce(kept: boolean) {
  const ports = smallPorts(emptyWorld());
  const records = createOrphanRecords({ store: openStore(temporaryDatabase()), clock: systemClock });
  const seen = (orphans: readonly Orphan[], ...there: string[]) =>
    recordSighting(
      { runId: "r-scan", cloud: CLOUD, at: 5, orphans, there: new Set(there) },
      { ...ports, orphans: { ...ports.orphans, records } },
    );
  await seen([found], found.thing);
  const [first] = await records.list();
  if (first === undefined) throw new Error("nothing was recorded");
  if (kept) await records.save({ ...first.record, kept: { by: "U0OPS", at: 5 } }, first.version);
  return { seen, keptBy: async () => (await records.list()).map(({ record }) => record.kept?.by) };
}

test("what is no orphan any more goes", async () => {
  const { seen, keptBy } = await seenOnce(false);
  expect(await seen([], found.thing)).toEqual({ fresh: 0, vanished: 1 });
  expect(await keptBy()).toEqual([]);
});

test("that somebody keeps it is known for as long as it is there, also while it is being deleted", async () => {
  const { seen, keptBy } = await seenOnce(true);
  expect(await seen([], found.thing)).toEqual({ fresh: 0, vanished: 0 });
  expect(await seen([found], found.thing)).toEqual({ fresh: 0, vanished: 0 });
  expect(await keptBy()).toEqual(["U0OPS"]);
  expect(await seen([])).toEqual({ fresh: 0, vanished: 1 });
  expect(await keptBy()).toEqual([]);
});
