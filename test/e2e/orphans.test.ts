import { userInfo } from "node:os";
import { expect, test } from "vitest";
import { newWorld } from "./bot.ts";
import { configure, here, json } from "./freezeframe.ts";

// A member fails; what is left is found, told, kept, put before another person, and deleted: at a terminal, without a bot.

async function worldWithDebris(grace: string) {
  const world = await newWorld({ slack: "http", operators: ["U0PLAYGROUND"] });
  await world.setManifest("orders-db", { budget: "30s", top: { approve: ["cleanup"] } });
  configure(world, (config) => {
    config.limits = { ...Object(config.limits), orphanGrace: grace };
  });
  await world.control.fault({ kind: "create-fails", volume: "orders-db-data" }, 1);
  expect((await here(world, "snapshot", "orders-db")).status).toBe(5);
  return world;
}

test("debris is found with its proof, waits for its grace, and is kept by whoever says so", async () => {
  const world = await worldWithDebris("24h");
  const [set] = await world.control.groupSnapshots();
  const found = await here(world, "orphans", "orders-db");
  expect([found.status, found.stderr]).toEqual([0, ""]);
  expect(found.stdout).toMatch(/^1 orphan: none may be deleted now\n/);
  expect(found.stdout).toContain(`group snapshot ${set?.id}`);
  expect(found.stdout).toMatch(/stays {4}its owner was told .* ago: grace until /);
  const id = /^(o-[0-9a-f]{10}) /m.exec(found.stdout)?.[1] ?? "";
  const csv = await here(world, "orphans", "all", "--csv");
  expect(csv.stdout.split("\n")[0]).toMatch(/^orphan,class,kind,cloud,application,thing,name,status,gib,/);
  expect(csv.stdout).toContain(`${id},failed set,group snapshot,`);
  expect(await json(world, "clean", "orders-db")).toMatchObject({
    status: 0,
    result: { outcome: "nothing to delete", stays: [{ id }] },
  });
  expect((await here(world, "keep", id, "--reason", "for the vendor")).stdout).toContain("is kept for good");
  expect(await json(world, "orphans", "orders-db")).toMatchObject({
    result: { orphans: [{ stays: "kept by U0PLAYGROUND: for the vendor" }] },
  });
  expect((await here(world, "release", id)).status).toBe(0);
  expect(await json(world, "keep", "o-0000000000")).toMatchObject({ status: 9 });
  expect(await world.control.groupSnapshots()).toHaveLength(1);
});

test("exactly the plan that another person approved is deleted, and a second scan finds nothing", async () => {
  const world = await worldWithDebris("0s");
  const found = await json(world, "orphans", "orders-db");
  expect(found).toMatchObject({
    result: { orphans: [{ record: { told: { where: "U0PLAYGROUND, who asked" } } }] },
  });
  const plan = await here(world, "clean", "orders-db", "--plan");
  expect(plan.stdout).toMatch(/^delete 1 orphan of orders-db \(cloud .*\), \d+ GiB, in this order\n/);
  const asked = await json(world, "clean", "orders-db", "--reason", "quota");
  expect(asked).toMatchObject({ status: 10, result: { outcome: "waiting", approvalId: expect.any(String) } });
  const { approvalId } = asked.result;
  expect((await here(world, "approvals", approvalId)).stdout).toMatch(/what +delete 1 orphan of orders-db/);
  expect(await json(world, "approve", approvalId)).toMatchObject({ status: 8 });
  configure(world, (config) => {
    config.operators = { [userInfo().username]: "U0APPROVER" };
  });
  expect((await here(world, "approve", approvalId)).status).toBe(0);
  expect(await world.control.groupSnapshots()).toHaveLength(1);
  expect((await here(world, "start", "--until-idle")).status).toBe(0);
  expect(await world.control.groupSnapshots()).toEqual([]);
  expect((await here(world, "orphans", "orders-db")).stdout).toMatch(/^no orphans\n/);
  expect((await here(world, "audit", "verify")).status).toBe(0);
});
