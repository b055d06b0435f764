import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { bootHouse } from "./harness/boot-house.ts";
import { bootFlavor } from "./harness/booted.ts";
import { cloudPort } from "./harness/cloud-port.ts";
import { lab as runningLab } from "./harness/lab.ts";
import { ownPoint } from "./harness/own-point.ts";

// Real Cinder and Nova on a hypervisor that runs no guests: a server becomes ACTIVE, and nobody is in it. That must never be
// called booted. A guest that really boots is in all/restore-boot.test.ts.

const lab = await runningLab();
const port = await cloudPort(lab);
afterAll(() => port[Symbol.dispose]());

test("ACTIVE is not booted: volumes are created, nothing more is claimed, and server and volumes go", async () => {
  await using flavor = await bootFlavor(lab);
  await using taken = await ownPoint(lab, port, {
    groupType: "consistent",
    volumeType: "atomic",
    roles: ["data", "wal"],
  });
  const boot = { flavor: flavor.name, image: "blank", networks: "none" as const };
  const house = await bootHouse(port, taken.point, boot, {
    ...{
      createWithinMs: 60_000,
      createPerGibMs: 0,
      bootWithinMs: 4_000,
      tearDownWithinMs: 60_000,
      pollMs: 200,
    },
  });
  const report = await house.restore(`boots-${randomUUID().slice(0, 8)}`);
  expect(report).toMatchObject({
    reached: "volumes created",
    state: "torn down",
    left: [],
    needsDatabase: true,
  });
  expect(report.phases).toMatchObject({ volumesCreated: { ok: true }, booted: { ok: false } });
  expect(report.headline).toMatch(/^volumes created, no more: .* is ACTIVE, and nothing was heard of it/);
  expect(await house.left(report)).toEqual([]);
});
