import { expect, test } from "vitest";
import { guest } from "./harness/guest.ts";
import { lab } from "./harness/lab.ts";
import { expectNothingRestored, restoreDir, withoutFreeze } from "./harness/restore.ts";
import { expectOneSet, startRestore, takeUp } from "./harness/restore-lives.ts";
import { verb } from "./harness/verb.ts";

// kill -9 of the bot in the middle of a restore; the death at each write of its journal is among the long tests.

const here = await lab();

test("kill -9 while its database is being read: the next process ends it, with one set of volumes", async () => {
  await using dir = await restoreDir(here, "orders-db", withoutFreeze);
  const { result: taken } = await verb(dir, "snapshot", "orders-db");
  const bot = startRestore(dir, taken.point);
  await expect.poll(isRead, { timeout: 60_000, interval: 50 }).toBe(true);
  bot.child.kill("SIGKILL");
  expect((await bot.ended).signal).toBe("SIGKILL");
  const report = await takeUp(dir);
  expect(report).toMatchObject({ reached: "data verified", state: "kept", point: taken.point });
  await expectOneSet(here, dir, report);
  expect(await verb(dir, "discard", report.runId)).toMatchObject({ code: 0, result: { left: [] } });
  await expectNothingRestored(here, dir);
}, 240_000);

/** The recovery kit is at work, and PostgreSQL runs on the copies. */
const isRead = async () =>
  (await guest("recovery-1").exec(["/usr/local/sbin/freezeframe-recover", "status"])).code === 3 &&
  (await guest("recovery-1").exec(["pgrep", "-f", "^/usr/lib/postgresql/15/bin/postgres -D"])).code === 0;
