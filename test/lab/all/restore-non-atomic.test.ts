import { expect, test } from "vitest";
import { addFault } from "../harness/faults.ts";
import { guest } from "../harness/guest.ts";
import { lab } from "../harness/lab.ts";
import { expectNothingRestored, lookInside, restore, restoreDir, withoutFreeze } from "../harness/restore.ts";
import { verb } from "../harness/verb.ts";

// A point of grade D: its volumes are of different moments, and nobody knows whether a database starts on them. Whatever
// happens, the report says what was seen and no more.

const here = await lab();
const application = "orders-db-loop";
const server = "orders-db-loop-1";

/** Pages and WAL are written, and checkpoints made, for as long as it lasts. */
async function busyDatabase(): Promise<AsyncDisposable> {
  const { sh } = guest(server);
  const psql = "runuser -u postgres -- psql -XAtqd orders";
  await sh(`${psql} -c 'create table if not exists busy (id int, text text)'
    touch /run/busy
    (while [ -e /run/busy ]; do ${psql} -c "truncate busy" \
      -c "insert into busy select g, md5(g::text) from generate_series(1, 5000) g" -c checkpoint
    done) </dev/null >/dev/null 2>&1 &
    echo $! >/run/busy.pid`);
  return {
    [Symbol.asyncDispose]: async () => {
      await sh(`rm /run/busy
        timeout 30 tail -s 0.1 --pid="$(cat /run/busy.pid)" -f /dev/null
        ${psql} -c 'drop table busy'`);
    },
  };
}

test.each(["orders-loop-data", "orders-loop-wal"])(
  "D, with %s taken seconds apart from the rest under load: verified data, or a phase that failed, never restored otherwise",
  async (late) => {
    await using dir = await restoreDir(here, application, withoutFreeze);
    await using _fault = await addFault(`restore-${dir.instance}`, {
      op: "create_snapshot",
      action: "delay",
      seconds: 3,
      match: late,
      times: 1,
    });
    const { result: taken } = await (async () => {
      await using _busy = await busyDatabase();
      return verb(dir, "snapshot", application);
    })();
    expect(taken).toMatchObject({ outcome: "ok", label: { grade: "D" } });
    const { code, result: report } = await restore(dir, taken.point);
    if (report.reached === "data verified") {
      expect([code, report.state]).toEqual([0, "kept"]);
      const [rows] = await lookInside(here, report, application, ["select count(*) from orders"]);
      const check = report.checks.find(({ check }: { check: string }) => check.includes("count(*)"));
      expect(check.text).toMatch(new RegExp(`\\b${rows}\\b`));
      await verb(dir, "discard", report.runId);
    } else {
      expect(code).toBe(5);
      expect(report).toMatchObject({ state: "torn down", left: [] });
      expect(report.rtoMs).toBeUndefined();
      expect(report.headline).not.toMatch(/restored|verified/);
      expect(report.headline).toMatch(/failed: /);
      expect(report.phases.dataVerified?.ok).not.toBe(true);
    }
    await expectNothingRestored(here, dir);
  },
  240_000,
);
