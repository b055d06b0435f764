import { expect, test } from "vitest";
import { applicationDir } from "../harness/application-dir.ts";
import { addFault } from "../harness/faults.ts";
import { groupSnapshots } from "../harness/group-snapshots.ts";
import { lab } from "../harness/lab.ts";
import { runRemedy } from "../harness/remedy.ts";
import { verb } from "../harness/verb.ts";

// A minute long: no less counts as stuck.
test("a set that stays in creating is told with an administrator's way to be rid of it", async () => {
  const here = await lab();
  await using dir = await applicationDir(here, {
    application: "orders-db",
    manifest: (manifest) => {
      manifest.quiesce.budget = "2s";
    },
    config: (config) => {
      config.limits.creatingIsLeftover = "1m";
    },
  });
  await using _fault = await addFault(`failures-${dir.instance}`, {
    op: "create_group_snapshot",
    action: "crash",
    match: `ff/${dir.instance}/`,
  });
  const { code, result } = await verb(dir, "snapshot", "orders-db");
  expect(result).toMatchObject({ outcome: "incomplete", frozen: { thawConfirmed: true } });
  expect(code).toBe(5);
  expect(result.frozen.windowMs).toBeLessThan(3_000);
  const [set] = await groupSnapshots(here, `ff/${dir.instance}/`);
  expect(result.leftovers).toMatchObject([{ id: set?.id, status: "creating" }]);
  expect(result.leftovers[0].remedy).toHaveLength(2);
  await runRemedy(here, result.leftovers[0].remedy);
  await expect
    .poll(() => groupSnapshots(here, `ff/${dir.instance}/`), { timeout: 20_000, interval: 200 })
    .toEqual([]);
});
