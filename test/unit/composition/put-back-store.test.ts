import { join } from "node:path";
import { expect, test } from "vitest";
import { putBackStore } from "#composition/put-back-store.ts";
import { orphan } from "#domain/orphans/orphan.ts";
import { openDatabase } from "#store/open-database.ts";
import { createOrphanRecords } from "#store/orphan-records.ts";
import { createRecords } from "#store/records.ts";
import { createRestoreRecords } from "#store/restore-records.ts";
import { openStore } from "#store/store.ts";
import { systemClock } from "#support/clock.ts";
import { recordOf } from "../slack-views/restores.ts";
import { temporaryDatabase, temporaryDirectory } from "../store/temporary-database.ts";

// What a backup says of a world that has gone on since.

const at = Date.UTC(2026, 10, 23);
const found = orphan({
  ...{ class: "failed set", kind: "group snapshot", cloud: "prod", application: "orders-db", thing: "set-1" },
  ...{ name: "ff", status: "error", gib: 1, by: "clean-up", proof: [], bound: [] },
});

function recordsIn(path: string, opened = openDatabase(path, { clock: systemClock })) {
  const keeping = { store: openStore(opened), clock: systemClock };
  return {
    restores: createRestoreRecords(keeping),
    orphans: createOrphanRecords(keeping),
    all: createRecords({ ...keeping, freeBytes: opened.freeBytes }),
    close: () => opened.close(),
  };
}

async function putBack() {
  const directory = temporaryDirectory();
  const [path, backup] = [join(directory, "store.sqlite"), join(directory, "backup.sqlite")];
  const before = recordsIn(backup);
  const { report: _report, ...running } = recordOf();
  await before.restores.save({ ...running, id: "r-running", state: "running" });
  await before.restores.save({ ...running, id: "r-left", state: "left" });
  await before.orphans.save({ orphan: found, foundAt: at, told: { at, where: "C0" } }, "absent");
  await before.orphans.saveScan({
    ...{ cloud: "prod", runId: "r-scan", startedAt: at, endedAt: at, aheadMs: 0, orphans: 1 },
    looked: { sets: 0, snapshots: 0, groups: 0, volumes: 1, servers: 0 },
    ...{ adoptable: [], adoptableCount: 0, unknown: [], unknownCount: 0 },
  });
  before.close();
  await putBackStore({ config: { store: { path } } } as never, backup);
  return recordsIn(path, temporaryDatabase(path));
}

test("a restore that went on at the backup has its whole time: nobody knows who uses by now what it made", async () => {
  const { restores, all } = await putBack();
  expect(await restores.get("r-running")).toMatchObject({ state: "kept" });
  expect(await restores.get("r-left")).toMatchObject({ state: "left" });
  expect(await all.verifyAudit()).toMatchObject({ intact: true });
});

test("no scan of before counts, and owners of orphans are told anew: one may have said keep meanwhile", async () => {
  const { orphans } = await putBack();
  expect(await orphans.scans()).toEqual([]);
  expect((await orphans.list()).map(({ record }) => record)).toEqual([{ orphan: found, foundAt: at }]);
});
