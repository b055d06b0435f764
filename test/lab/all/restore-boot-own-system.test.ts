import { join } from "node:path";
import { expect, test } from "vitest";
import { connectCloud } from "#cloud/connect-cloud.ts";
import { readCloud } from "#config/clouds-file.ts";
import { RestoreReport } from "#domain/restore/report.ts";
import { createRecovery } from "#recovery/recovery.ts";
import { systemClock } from "#support/clock.ts";
import { newRunId } from "#support/ids.ts";
import { DISCARD_RESTORE, REQUEST_RESTORE } from "#workflows/names.ts";
import { temporaryDirectory } from "../../unit/store/temporary-database.ts";
import { live, openHouse, application as orders } from "../../unit/workflows/restore/restore-house.ts";
import { simpleCloud } from "../../unit/workflows/restore/simple-cloud.ts";
import { simpleRecovery } from "../../unit/workflows/restore/simple-recovery.ts";
import { root, lab as runningLab } from "../harness/lab.ts";
import { ownPoint } from "../harness/own-point.ts";

// A restored root volume under QEMU: a copy of an application's own system, of which only that it boots is ever said.

test("a server boots from the restored root volume and says so itself, and nothing is claimed of its data", {
  timeout: 1_500_000,
}, async () => {
  const lab = await runningLab(join(root, "lab/var-guests"));
  const env = { OS_CLIENT_CONFIG_FILE: lab.cloudsFile };
  const credentials = await readCloud("lab-bot", { env, cwd: import.meta.dirname });
  using port = await connectCloud({ credentials, declared: [], clock: systemClock });
  const signal = AbortSignal.timeout(1_400_000);
  const image = await port.image("guest", signal);
  if (!("value" in image)) throw new Error(image.unread);
  await using taken = await ownPoint(lab, port, {
    groupType: "consistent",
    volumeType: "atomic",
    roles: ["root"],
    image: { id: image.value.id, sizeGib: 2 },
  });
  const configDir = join(temporaryDirectory(), "ssh");
  const ssh = { identityFile: "/", knownHostsFile: "/", connectTimeoutMs: 1_000, configDir };
  const minute = 60_000;
  const house = openHouse({
    cloud: { ...simpleCloud(), port },
    recovery: { ...simpleRecovery(), port: createRecovery({ ssh }) },
    application: { ...orders, restore: { boot: { flavor: "guest", networks: "none" } } },
    point: taken.point,
    limits: { createWithinMs: 5 * minute, bootWithinMs: 20 * minute, tearDownWithinMs: minute, pollMs: 500 },
  });
  const { run } = await live(house);
  const wish = { application: "orders", point: taken.point.id, requestedBy: "U0OPS" };
  const report = RestoreReport.parse((await run(REQUEST_RESTORE, wish, newRunId(systemClock.now()))).result);
  expect(report).toMatchObject({ reached: "booted", state: "kept", checks: [], cutOver: [] });
  expect(report.headline).toMatch(/^booted, no more: .*; the application's data was not read$/);
  expect(report.phases.databaseRecovered).toBeUndefined();
  const discard = { application: "orders", restore: report.runId, requestedBy: "U0OPS" };
  await run(DISCARD_RESTORE, discard, newRunId(systemClock.now()));
  expect(await port.serversNamed(`ffr/test/orders/${report.runId}/server`, signal)).toEqual([]);
  expect(await port.volumesNamed(`ffr/test/orders/${report.runId}/`, signal)).toEqual([]);
});
