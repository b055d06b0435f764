import { expect, test } from "vitest";
import { wikiDb } from "../../playground/applications.ts";
import { newWorld } from "./bot.ts";
import { startRestoreBot, unattended } from "./restore-bot.ts";

// The real workflows and adapters, over sockets: what a MariaDB application gets from its freeze to its restored data.

async function wiki() {
  const world = await newWorld({ applications: [wikiDb], writeEveryMs: 4 });
  await world.setManifest("wiki-db", { top: unattended });
  const restoring = await startRestoreBot(world);
  const labelOf = async (point = "") => (await restoring.ports.records.point(point))?.label;
  return { world, labelOf, ...restoring };
}

test("a MariaDB that is held by one session gets grade A, and its restored data is verified", async () => {
  const { bot, restore, ports } = await wiki();
  const taken = await bot.snapshot("wiki-db");
  expect(taken).toMatchObject({ outcome: "ok", label: { grade: "A" } });
  const evidence = (await ports.records.point(taken.point ?? ""))?.evidence;
  expect(evidence?.hold?.servers[0]?.acts[0]).toMatchObject({
    kind: "mariadb",
    paths: ["/var/lib/mysql", "/var/lib/mysql-redo"],
    gtid: "0-1-4711",
  });
  const report = await restore("wiki-db");
  expect(report.reached).toBe("data verified");
  expect(report.phases.databaseRecovered?.text).toContain("MariaDB 10.11.19 answers");
  expect(report.checks.map(({ check, passed }) => [check, passed])).toEqual(
    expect.arrayContaining([
      ["MariaDB: every table and index (mariadb-check)", true],
      ["MariaDB: select count(*) from pages", true],
      ["newest data: select unix_timestamp(max(changed_at)) as epoch from pages", true],
    ]),
  );
});

test("a session that the server has ended costs the grade, not the freeze, and the label says which need it was", async () => {
  const { world, bot, labelOf } = await wiki();
  await world.control.guestFault("wiki-db-1", { kind: "stage-ends" });
  const taken = await bot.snapshot("wiki-db");
  const label = await labelOf(taken.point);
  expect(label?.grade).toBe("B");
  expect(label?.reasons.filter(({ grade, observed }) => grade === "A" && !observed)).toEqual([
    expect.objectContaining({ text: expect.stringContaining("BACKUP STAGE BLOCK_COMMIT was in force") }),
    expect.objectContaining({ text: expect.stringContaining("the same session had it again") }),
  ]);
});

test("a server that does not answer refuses the run before anything is frozen", async () => {
  const { world, bot } = await wiki();
  await world.control.guestFault("wiki-db-1", { kind: "database-down" });
  expect(await bot.snapshot("wiki-db")).toMatchObject({
    outcome: "refused",
    problems: [expect.stringContaining("the server does not accept connections")],
  });
});
