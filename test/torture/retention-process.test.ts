import { expect, test } from "vitest";
import { json } from "../e2e/freezeframe.ts";
import {
  APPROVER,
  ASKER,
  click,
  hasAction,
  linesOf,
  openRequest,
  restoreWorld,
  toldPrivately,
} from "../e2e/restoring.ts";

const APP = "orders-db";

test("a running bot asks once for a policy, prunes what was approved, says so, and keeps what is protected", async () => {
  await using world = await restoreWorld({
    [APP]: { top: { retention: { last: 1 }, approve: ["prune"] } },
  });
  const said = () => world.slack.messages("C0STORAGE").map((message) => linesOf(world, message));
  const points = async () =>
    (await json(world, "points", APP)).result.map(({ id }: { id: string }) => id) as string[];
  const [first = ""] = await points();
  expect(await json(world, "snapshot", APP)).toMatchObject({ status: 0 });
  const request = await openRequest(world);
  expect(linesOf(world, request)).toMatch(/orders-db: prune waits for approval[\s\S]*keep last 1 \(UTC\)/);
  expect(linesOf(world, request)).toContain(`goes: ${first}`);
  const before = (await json(world, "retention", APP, "--simulate")).result;
  expect(before).toMatchObject({ inForce: { mandate: { state: "waiting" } }, halts: [] });
  expect(before.fates.at(-1)).toMatchObject({ point: first, fate: "goes" });
  await click(world, request, "approve", APPROVER);
  await expect
    .poll(() => said().join("\n"), { timeout: 20_000 })
    .toContain(`${APP}: retention pruned 1 point`);
  expect(said().join("\n")).toContain(`gone with their snapshots: ${first}`);
  const [second = ""] = await points();
  expect(await points()).toEqual([second]);
  expect(await json(world, "protect", second, "--reason", "audit")).toMatchObject({
    status: 0,
    result: { point: second, unmarked: [] },
  });
  const sets = await world.control.groupSnapshots();
  expect(sets).toHaveLength(1);
  const marked = expect.stringMatching(new RegExp(`^${ASKER} \\d+ audit$`));
  expect(sets[0]?.members.map(({ metadata }) => metadata["freezeframe:protected"])).toEqual([
    marked,
    marked,
    marked,
  ]);
  expect(await json(world, "snapshot", APP)).toMatchObject({ status: 0 });
  const view = (await json(world, "points", APP, "--prune")).result;
  expect(view.fates.map(({ fate }: { fate: string }) => fate)).toEqual(["stays", "stays"]);
  expect(view.fates[1]).toMatchObject({
    point: second,
    why: [expect.stringMatching(/^protected by .*: audit$/)],
  });
  await world.slack.command(`points ${APP} --prune`);
  await toldPrivately(world, ASKER, /all of 2 points stay[\s\S]*protected by/);
  await world.slack.command(`unprotect ${second}`);
  await toldPrivately(world, ASKER, /not protected/);
  await world.slack.command(`protect ${second} again`);
  await toldPrivately(world, ASKER, /protected[\s\S]*again/);
  expect(await json(world, "unprotect", second)).toMatchObject({ status: 0 });
  expect(await json(world, "snapshot", APP)).toMatchObject({ status: 0 });
  await expect.poll(points, { timeout: 20_000 }).toHaveLength(1);
  expect(await world.control.groupSnapshots()).toHaveLength(1);
  // One request in all: what came later went by the same policy.
  expect(world.slack.messages("C0STORAGE").filter((message) => hasAction(message, "approve"))).toEqual([]);
  expect((await json(world, "approvals")).result).toHaveLength(1);
  expect(await json(world, "audit", "verify")).toMatchObject({ result: { intact: true } });
});
