import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { connectCloud } from "#cloud/connect-cloud.ts";
import { readCloud } from "#config/clouds-file.ts";
import { RestoreReport } from "#domain/restore/report.ts";
import { createRecovery } from "#recovery/recovery.ts";
import { systemClock } from "#support/clock.ts";
import { newRunId } from "#support/ids.ts";
import { REQUEST_RESTORE } from "#workflows/names.ts";
import { temporaryDirectory } from "../unit/store/temporary-database.ts";
import { live, openHouse, application as orders } from "../unit/workflows/restore/restore-house.ts";
import { simpleCloud } from "../unit/workflows/restore/simple-cloud.ts";
import { simpleRecovery } from "../unit/workflows/restore/simple-recovery.ts";
import { bootFlavor } from "./harness/booted.ts";
import { lab as runningLab } from "./harness/lab.ts";
import { ownPoint } from "./harness/own-point.ts";

// Real Cinder and Nova on a hypervisor that runs no guests: a server becomes ACTIVE, and nobody is in it. That must never be
// called booted. A guest that really boots is in all/restore-boot.test.ts.

const lab = await runningLab();
const port = await connectCloud({
  credentials: await readCloud("lab-bot", {
    env: { OS_CLIENT_CONFIG_FILE: lab.cloudsFile },
    cwd: import.meta.dirname,
  }),
  declared: [],
  clock: systemClock,
});
afterAll(() => port[Symbol.dispose]());
const signal = AbortSignal.timeout(600_000);

test("ACTIVE is not booted: volumes are created, nothing more is claimed, and server and volumes go", async () => {
  await using flavor = await bootFlavor(lab);
  await using taken = await ownPoint(lab, port, {
    groupType: "consistent",
    volumeType: "atomic",
    roles: ["data", "wal"],
  });
  const name = `boots-${randomUUID().slice(0, 8)}`;
  const ssh = {
    identityFile: "/",
    knownHostsFile: "/",
    connectTimeoutMs: 1_000,
    configDir: join(temporaryDirectory(), "ssh"),
  };
  const house = openHouse({
    cloud: { ...simpleCloud(), port },
    recovery: { ...simpleRecovery(), port: createRecovery({ ssh }) },
    application: { ...orders, restore: { boot: { flavor: flavor.name, image: "blank", networks: "none" } } },
    point: taken.point,
    limits: { createWithinMs: 60_000, bootWithinMs: 4_000, tearDownWithinMs: 60_000, pollMs: 200 },
  });
  const { run } = await live(house);
  const wish = { application: "orders", point: taken.point.id, requestedBy: "U0OPS", reason: name };
  const ended = await run(REQUEST_RESTORE, wish, newRunId(systemClock.now()));
  const report = RestoreReport.parse(ended.result);
  expect(report).toMatchObject({
    reached: "volumes created",
    state: "torn down",
    left: [],
    needsDatabase: true,
  });
  expect(report.phases).toMatchObject({ volumesCreated: { ok: true }, booted: { ok: false } });
  expect(report.headline).toMatch(/^volumes created, no more: .* is ACTIVE, and nothing was heard of it/);
  expect(await port.serversNamed(`ffr/test/orders/${report.runId}/server`, signal)).toEqual([]);
  expect(await port.volumesNamed(`ffr/test/orders/${report.runId}/`, signal)).toEqual([]);
});
