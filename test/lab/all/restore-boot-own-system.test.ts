import { expect, test } from "vitest";
import { bootHouse } from "../harness/boot-house.ts";
import { cloudPort } from "../harness/cloud-port.ts";
import { labWithGuests } from "../harness/lab-with-guests.ts";
import { ownPoint } from "../harness/own-point.ts";

// A restored root volume under QEMU: a copy of an application's own system, of which only that it boots is ever said.

test("a server boots from the restored root volume and says so itself, and nothing is claimed of its data", {
  timeout: 1_500_000,
}, async () => {
  const lab = await labWithGuests();
  using port = await cloudPort(lab);
  const image = await port.image("guest", AbortSignal.timeout(60_000));
  if (!("value" in image)) throw new Error(image.unread);
  await using taken = await ownPoint(lab, port, {
    groupType: "consistent",
    volumeType: "atomic",
    roles: ["root"],
    image: { id: image.value.id, sizeGib: 2 },
  });
  const minute = 60_000;
  const house = await bootHouse(
    port,
    taken.point,
    { flavor: "guest", networks: "none" },
    {
      createWithinMs: 5 * minute,
      createPerGibMs: 0,
      bootWithinMs: 20 * minute,
      tearDownWithinMs: minute,
      pollMs: 500,
    },
  );
  const report = await house.restore();
  expect(report).toMatchObject({ reached: "booted", state: "kept", checks: [], cutOver: [] });
  expect(report.headline).toMatch(/^booted, no more: .*; the application's data was not read$/);
  expect(report.phases.databaseRecovered).toBeUndefined();
  await house.discard(report);
  expect(await house.left(report)).toEqual([]);
});
