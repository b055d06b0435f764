import { expect, test } from "vitest";
import { restoreIdOf } from "#domain/restore/names.ts";
import { RestoreReport } from "#domain/restore/report.ts";
import { DISCARD_RESTORE, REQUEST_RESTORE } from "#workflows/names.ts";
import { live, openHouse, wish } from "./restore-house.ts";
import { booting, cloudWithNova } from "./simple-nova.ts";

// A restore that boots a server, on the real engine and store; the cloud and what the server tells are simple ones.

const id = "r-20261123-104207-boots";
const server = `ffr/test/orders/${restoreIdOf(id)}/server`;

function house() {
  const cloud = cloudWithNova();
  return { ...openHouse({ application: booting }), cloud };
}

test("a server of a name that was known before is booted with every volume and our mark, and goes first", async () => {
  const here = house();
  const { cloud } = here;
  const { run } = await live(here);
  const report = RestoreReport.parse((await run(REQUEST_RESTORE, wish, id)).result);
  expect(report).toMatchObject({ reached: "data verified", state: "kept" });
  expect(report.phases.booted?.ok).toBe(true);
  const [booted] = cloud.servers.values();
  expect(booted).toMatchObject({
    name: server,
    metadata: { "freezeframe:restore": restoreIdOf(id), "freezeframe:role": "server" },
  });
  expect([...cloud.volumes.values()].map(({ attachments }) => attachments[0]?.serverId)).toEqual([
    booted?.id,
    booted?.id,
  ]);
  const before = cloud.asked.length;
  await run(DISCARD_RESTORE, { application: "orders", restore: report.runId, requestedBy: "U0OPS" });
  expect(cloud.asked.slice(before)[0]).toBe(`delete ${booted?.id}`);
  expect([cloud.servers.size, cloud.volumes.size]).toEqual([0, 0]);
});

test("a server whose answer was lost is found by its name, and no second one is asked for", async () => {
  const here = house();
  here.cloud.faults.lost = (what) => what.startsWith("boot ");
  const { run } = await live(here);
  const report = RestoreReport.parse((await run(REQUEST_RESTORE, wish, id)).result);
  expect(report.reached).toBe("data verified");
  expect(here.cloud.asked.filter((what) => what.startsWith("boot "))).toEqual([`boot ${server}`]);
});

test("one that says nothing is ACTIVE and not booted; it goes, and nothing is claimed", async () => {
  const here = { ...house(), limits: { bootWithinMs: 50 } };
  const { cloud } = here;
  Object.assign(cloud.port, { consoleOf: async () => undefined });
  const { run } = await live(here);
  const report = RestoreReport.parse((await run(REQUEST_RESTORE, wish, id)).result);
  expect(report).toMatchObject({ reached: "volumes created", state: "torn down", left: [] });
  expect(report.headline).toMatch(/booting the server failed: server .* is ACTIVE, and nothing was heard/);
  expect([cloud.servers.size, cloud.volumes.size]).toEqual([0, 0]);
});

test("a cancel while it is listened to takes the server and the volumes away", async () => {
  const here = house();
  const { cloud } = here;
  Object.assign(cloud.port, { consoleOf: async () => undefined });
  const { engine } = await live(here);
  await engine.start(REQUEST_RESTORE, id, wish);
  await expect.poll(() => here.recovery.heard).toContain(`listen to ${server}`);
  await engine.cancel(restoreIdOf(id), "enough");
  await engine.ended(restoreIdOf(id));
  expect([cloud.servers.size, cloud.volumes.size]).toEqual([0, 0]);
});
