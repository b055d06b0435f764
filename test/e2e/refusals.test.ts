import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWorld, type World } from "../../playground/world.ts";
import { configure, here, json, run, start } from "./freezeframe.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ writeEveryMs: 0, atomicMs: 20, memberMs: 20 });
  configure(world, (config) => {
    config.log = { level: "error" };
  });
});
afterAll(() => world[Symbol.asyncDispose]());

test.each([
  [["snapshott", "orders-db"], 2, 'there is no verb "snapshott"; did you mean "snapshot"?'],
  [["snapshot"], 2, "snapshot needs APP"],
  [["snapshot", "orders-db", "--reson", "x"], 2, 'did you mean "--reason"?'],
  [["doctor", "order-db"], 9, 'there is no application "order-db"; did you mean "orders-db"?'],
  [["evidence", "orders-db-1"], 9, 'there is no recovery point "orders-db-1"'],
] as const)("freezeframe %j: exit status %i", async (args, status, words) => {
  const answered = await here(world, ...args);
  expect(answered).toMatchObject({ status, stdout: "" });
  expect(answered.stderr).toContain(words);
  expect(answered.stderr).not.toContain("    at ");
});

test("the process ends with that status, and without a stack", async () => {
  const { status, stdout, stderr } = await run(world, "snapshott", "orders-db");
  expect([status, stdout, stderr.split("\n")]).toEqual([
    2,
    "",
    [
      'freezeframe: there is no verb "snapshott"; did you mean "snapshot"?',
      "  next: freezeframe help lists the verbs",
      "",
    ],
  ]);
});

test("an error as JSON is one document on standard output", async () => {
  expect(await json(world, "points", "payroll")).toMatchObject({
    status: 9,
    error: { kind: "not-found", message: expect.stringContaining("payroll"), next: expect.any(String) },
  });
});

test("without a config it says where it has looked", async () => {
  const directory = mkdtempSync(join(tmpdir(), "freezeframe-none-"));
  try {
    const { ended } = start({ ...world, config: join(directory, "config.yml") }, "points", "orders-db");
    expect(await ended).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining(directory) });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("a cloud that does not answer is unreachable, and nothing is frozen", async () => {
  await world.control.fault({ kind: "refuse", match: { path: "/groups" } });
  const answered = await here(world, "snapshot", "orders-db");
  await world.control.clearFaults();
  expect(answered).toMatchObject({ status: 7, stdout: "" });
  expect(await world.control.events("frozen")).toEqual([]);
});

test("too short a time after the last freeze another one is refused, with the point that there is", async () => {
  expect((await here(world, "snapshot", "orders-db")).status).toBe(0);
  configure(world, (config) => {
    config.limits.betweenFreezes = "5m";
  });
  const answered = await here(world, "snapshot", "orders-db");
  expect(answered.status).toBe(3);
  expect(answered.stderr).toMatch(/was frozen .* ago \(orders-db-\S+\)/);
});

test("a user who is mapped to nobody may read, and neither snapshot nor thaw", async () => {
  configure(world, (config) => {
    config.operators = {};
  });
  for (const verb of ["snapshot", "thaw"]) {
    const answered = await here(world, verb, "shop");
    expect(answered).toMatchObject({ status: 8, stdout: "" });
    expect(answered.stderr).toMatch(/is mapped to no Slack user, so may only read/);
  }
  expect((await here(world, "points", "orders-db")).status).toBe(0);
  expect((await here(world, "doctor", "shop")).status).toBe(0);
});

test("a signing key that cannot be read is told by its place, not by its text", async () => {
  configure(world, (config) => {
    config.signingKey = "too-short-to-be-a-key";
  });
  const answered = await here(world, "points", "orders-db");
  expect(answered).toMatchObject({ status: 2, stdout: "" });
  expect(answered.stderr).toContain("signingKey");
  expect(answered.stderr).not.toContain("too-short-to-be-a-key");
});
