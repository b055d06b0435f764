import { expect, test } from "vitest";
import type { Application } from "#domain/application.ts";
import { Schedule } from "#domain/manifest/schedule.ts";
import type { ScheduleNews } from "#domain/schedule/news.ts";
import { temporaryDatabase } from "../store/temporary-database.ts";
import { type House, held, named, openHouse, operator, orders, signal } from "./house.ts";

// Operations' clock is the test's; `start` is 2026-11-23T10:42:07Z.
const at = (time: string) => Date.parse(`2026-11-${time}Z`);

const scheduled = (change: object = {}, of: Partial<Application> = {}): Application => ({
  ...orders,
  ...of,
  schedule: Schedule.parse({ snapshot: "0 * * * *", ...change }),
});

interface Looking extends House {
  /** What was told since the last asking. */
  told(): ScheduleNews[];
  /** Sets the clock, looks, and lets what has begun come to its end. */
  look(time: string): Promise<void>;
  ids(): Promise<string[]>;
}

function looking(options: Parameters<typeof openHouse>[0] = {}): Looking {
  const house = openHouse({ applications: [scheduled()], ...options });
  const news: ScheduleNews[] = [];
  house.operations.onSchedule((one) => news.push(one));
  return {
    ...house,
    told: () => news.splice(0),
    look: async (time) => {
      // Real time is what says that a clock was changed: it goes along.
      house.clock.pass(at(time) - house.clock.at);
      expect(await house.operations.lookAtSchedules(signal)).toEqual([]);
    },
    ids: async () => (await house.operations.runs(100)).map(({ id }) => id).toReversed(),
  };
}

const run = (time: string, of = "snapshot:orders") => `${of}:2026-11-${time}Z`;

test("nothing is made up for when a schedule is new; then each slot is one run, however often it is looked at", async () => {
  const house = looking();
  await house.look("23T10:43");
  expect(await house.ids()).toEqual([]);
  for (const time of ["23T10:59:59", "23T11:00", "23T11:00:30", "23T11:01", "23T12:00:10", "23T12:01"])
    await house.look(time);
  expect(await house.ids()).toEqual([run("23T11:00"), run("23T12:00")]);
  expect(house.told()).toEqual([]);
  const [first] = await house.operations.runs(1);
  expect(first?.input).toEqual({ application: "orders", requestedBy: "schedule" });
  expect(house.audit().map(({ actor, act, subject }) => [actor, act, subject])).toEqual([
    ["schedule", "schedule.began", "snapshot:orders"],
    ["schedule", "schedule.slots", "snapshot:orders"],
    ["schedule", "schedule.slots", "snapshot:orders"],
  ]);
});

test("a look at which no slot has come writes nothing", async () => {
  const house = looking();
  await house.look("23T11:05");
  house.writes();
  await house.look("23T11:06");
  expect(house.writes()).toBe(0);
});

/** A process on the same store: what it looks at first has passed while there was none. */
function restarted(
  database: House["database"],
  change: object,
  options: Parameters<typeof openHouse>[0] = {},
) {
  return looking({ ...options, database, applications: [scheduled(change)] });
}

test.each([
  [
    "latest",
    [run("23T15:00")],
    [
      "from 2026-11-23 12:00 UTC to 2026-11-23 15:00 UTC",
      "2026-11-23 15:00 UTC is made up for now: run snapshot:orders:2026-11-23T15:00Z",
    ],
  ],
  ["skip", [], ["from 2026-11-23 12:00 UTC to 2026-11-23 15:00 UTC", "none is made up for"]],
] as const)("slots that passed while the bot was down: missed: %s", async (missed, made, words) => {
  const database = temporaryDatabase();
  const before = restarted(database, { missed });
  await before.look("23T10:50");
  await before.look("23T11:00");
  const house = restarted(database, { missed });
  await house.look("23T15:30");
  expect(await house.ids()).toEqual([run("23T11:00"), ...made]);
  const [news, ...more] = house.told();
  expect(more).toEqual([]);
  expect(news).toMatchObject({ application: "orders", title: "orders: 4 scheduled snapshots were missed" });
  for (const text of words) expect(news?.lines.join("\n")).toContain(text);
  await house.look("23T15:31");
  expect([await house.ids(), house.told()]).toEqual([[run("23T11:00"), ...made], []]);
});

test("a slot that is due right now counts as the newest: what was missed before it is left out", async () => {
  const database = temporaryDatabase();
  await restarted(database, {}).look("23T10:50");
  const house = restarted(database, {});
  await house.look("23T13:01");
  expect(await house.ids()).toEqual([run("23T13:00")]);
  expect(house.told()).toMatchObject([{ title: "orders: 2 scheduled snapshots were missed" }]);
});

test("missed: all makes up for the newest ten, one after the other, each with the least time between two freezes", async () => {
  const database = temporaryDatabase();
  const change = { missed: "all", snapshot: "*/10 * * * *" };
  await restarted(database, change).look("23T10:50");
  let taking = held();
  const house = restarted(database, change, { workflow: (ctx, input) => taking.workflow(ctx, input) });
  await house.look("23T14:05");
  const first = run("23T12:30");
  expect(await house.ids()).toEqual([first]);
  expect(house.told()).toMatchObject([
    {
      title: "orders: 19 scheduled snapshots were missed",
      lines: expect.arrayContaining([expect.stringContaining("the newest ten")]),
    },
  ]);
  await house.look("23T14:06");
  expect(await house.ids()).toEqual([first]);
  const [line] = await house.operations.schedule("orders");
  expect(line?.owed).toHaveLength(9);
  await house.records.openHold(holdOf(first, at("23T14:05")));
  taking.release();
  await house.operations.ended(first, signal);
  // Five minutes are not over yet.
  await house.look("23T14:08");
  expect(await house.ids()).toEqual([first]);
  taking = held();
  taking.release();
  await house.look("23T14:12");
  // What is due now is taken as well: it follows the one that was owed.
  expect(await house.ids()).toContain(run("23T12:40"));
});

const holdOf = (runId: string, openedAt: number) => ({
  token: "a".repeat(24),
  runId,
  application: "orders",
  execution: 1,
  servers: ["db-1"],
  openedAt,
});

test("a process that dies between the run and the record starts no second run, and tells no lie", async () => {
  const database = temporaryDatabase();
  const before = restarted(database, {});
  await before.look("23T10:50");
  // What it got to: the run of 11:00, not the record.
  await before.engine.start(
    "snapshot-application@1",
    run("23T11:00"),
    { application: "orders" },
    { lockKey: "orders" },
  );
  await before.operations.ended(run("23T11:00"), signal);
  const house = restarted(database, {});
  await house.look("23T12:30");
  expect(await house.ids()).toEqual([run("23T11:00"), run("23T12:00")]);
  expect(house.told()).toMatchObject([{ title: "orders: a scheduled snapshot was missed" }]);
});

test("a paused application's slots are left out, and the pause is told once", async () => {
  const house = looking();
  await house.look("23T10:50");
  await house.operations.pause(
    { application: "orders", until: at("23T12:30"), reason: "disk swap", actor: operator },
    signal,
  );
  await house.look("23T11:00");
  expect(house.told()).toMatchObject([
    {
      title: "orders: a scheduled snapshot was left out",
      lines: [
        "2026-11-23 11:00 UTC was left out: orders is paused by U0OPS until 2026-11-23 12:30 UTC: disk swap",
      ],
    },
  ]);
  await house.look("23T12:00");
  expect([house.told(), await house.ids()]).toEqual([[], []]);
  await house.look("23T13:00");
  expect(await house.ids()).toEqual([run("23T13:00")]);
});

test("nothing begins in a blackout, and what was missed is not made up for in one", async () => {
  const database = temporaryDatabase();
  const change = { blackout: ["Mon-Fri 11:30-14:30"], timezone: "Europe/Vienna" };
  const before = restarted(database, change);
  await before.look("23T09:50");
  // 11:00 in Vienna is before the window, 12:00 to 14:00 are in it, 15:00 is after it.
  for (const time of ["23T10:00", "23T11:00", "23T12:00", "23T13:00", "23T14:00"]) await before.look(time);
  expect(await before.ids()).toEqual([run("23T10:00"), run("23T14:00")]);
  expect(before.told()).toEqual([]);
  const house = restarted(database, change);
  await house.look("24T11:15");
  expect(await house.ids()).toEqual([run("23T10:00"), run("23T14:00")]);
  expect(house.told()[0]?.lines.at(-1)).toBe(
    "2026-11-24 10:00 UTC was left out: schedule.blackout Mon-Fri 11:30-14:30",
  );
});

test("behind another snapshot a slot is that snapshot; behind something else it waits, and only one does", async () => {
  const { workflow, release } = held();
  const house = looking({ workflow });
  await house.look("23T10:50");
  const { runId } = await house.operations.snapshot({ application: "orders", actor: operator }, signal);
  await house.look("23T11:00");
  expect(await house.ids()).toEqual([runId]);
  expect(house.told()[0]?.lines).toEqual([
    `2026-11-23 11:00 UTC was left out: run ${runId} is taking one, or waits for an approval`,
  ]);
  release();
  await house.operations.ended(runId, signal);
});

test("behind a run of another kind a slot waits, and only one does", async () => {
  const { workflow, release } = held();
  const house = looking({ workflow });
  await house.look("23T10:50");
  await house.engine.start("other@1", "r-other", { application: "orders" }, { lockKey: "orders" });
  await house.look("23T11:00");
  await house.look("23T12:00");
  await house.look("23T13:00");
  expect(await house.ids()).toEqual(["r-other", run("23T11:00")]);
  expect(house.told().flatMap(({ lines }) => lines)).toEqual([
    "2026-11-23 11:00 UTC waits: run r-other goes on",
    `2026-11-23 12:00 UTC was left out: run ${run("23T11:00")} waits for its turn already`,
    `2026-11-23 13:00 UTC was left out: run ${run("23T11:00")} waits for its turn already`,
  ]);
  release();
  await house.operations.ended(run("23T11:00"), signal);
});

test("an application that was frozen a moment ago is left alone", async () => {
  const house = looking();
  await house.look("23T10:50");
  await house.records.openHold(holdOf("r-before", at("23T10:58")));
  await house.look("23T11:00");
  expect(house.told()[0]?.lines).toEqual([
    "2026-11-23 11:00 UTC was left out: orders was frozen 2 min ago (run r-before, without a point); the least time between two freezes is 5 min",
  ]);
});

test("where the manifest wants an approval, the schedule asks for one, in nobody's name", async () => {
  const house = looking({ applications: [scheduled({}, { approve: ["snapshot"] })] });
  await house.look("23T10:50");
  await house.look("23T11:00");
  await expect
    .poll(() => house.operations.approvals())
    .toMatchObject([{ state: "requested", requestedBy: "schedule", runId: run("23T11:00") }]);
  await house.look("23T12:00");
  expect(await house.ids()).toEqual([run("23T11:00")]);
  expect(house.told()[0]?.lines[0]).toMatch(
    /12:00 UTC was left out: run .*T11:00Z is taking one, or waits for an approval/,
  );
});

test("a clock that goes back is told, and no slot gets a second run", async () => {
  const house = looking();
  await house.look("23T10:50");
  await house.look("23T11:00");
  await house.look("23T12:00");
  house.clock.at = at("23T10:30");
  expect(await house.operations.lookAtSchedules(signal)).toEqual([]);
  expect(house.told()).toMatchObject([{ title: "The clock went back by 1.5 h" }]);
  for (const time of ["23T11:00", "23T12:00", "23T13:00"]) await house.look(time);
  expect(await house.ids()).toEqual([run("23T11:00"), run("23T12:00"), run("23T13:00")]);
  expect(house.told()).toEqual([]);
});

test("a clock that goes forward by hours, and by years, is told; what it jumped over counts as missed", async () => {
  const house = looking();
  await house.look("23T10:50");
  house.clock.at = at("23T15:10");
  expect(await house.operations.lookAtSchedules(signal)).toEqual([]);
  expect(house.told().map(({ title }) => title)).toEqual([
    "The clock went forward by 4.3 h",
    "orders: 5 scheduled snapshots were missed",
  ]);
  expect(await house.ids()).toEqual([run("23T15:00")]);
  house.clock.at = Date.UTC(2036, 0, 1, 0, 30);
  expect(await house.operations.lookAtSchedules(signal)).toEqual([]);
  // Not more than a month of it is counted.
  expect(house.told()[1]?.title).toBe("orders: 744 scheduled snapshots were missed");
  house.clock.at = at("23T16:30");
  expect(await house.operations.lookAtSchedules(signal)).toEqual([]);
  await house.look("23T17:00");
  expect((await house.ids()).at(-1)).toBe(run("23T17:00"));
});

test("a schedule that is changed, or taken out and put back, makes up for nothing", async () => {
  const house = looking();
  await house.look("23T10:50");
  const become = async (time: string, next: Application) => {
    house.files.read = async () => [next];
    await house.operations.reload(undefined, signal);
    await house.look(time);
  };
  await become("23T13:30", scheduled({ snapshot: "*/5 * * * *" }));
  await become("23T13:31", orders);
  expect(await house.operations.schedule()).toEqual([]);
  await become("23T18:01", scheduled({ snapshot: "*/5 * * * *" }));
  await house.look("23T18:05");
  // 11:00 to 13:00 passed unseen before the change, and have gone with the schedule that they were of.
  expect(await house.ids()).toEqual([run("23T18:05")]);
});

test("what is next and what became of the last slot", async () => {
  const house = looking({
    applications: [scheduled({ blackout: ["12:00-13:30"], timezone: "UTC" }), named("idle")],
  });
  await house.look("23T10:50");
  await house.look("23T11:00:20");
  expect(await house.operations.schedule()).toEqual([
    {
      application: "orders",
      kind: "snapshot",
      cron: "0 * * * *",
      timezone: "UTC",
      missed: "latest",
      blackout: ["12:00-13:30"],
      next: ["23T14:00", "23T15:00", "23T16:00"].map(at),
      last: { slot: at("23T11:00"), at: at("23T11:00:20"), how: "started", runId: run("23T11:00") },
      owed: [],
      paused: undefined,
    },
  ]);
  await expect(house.operations.schedule("nobody")).rejects.toMatchObject({ kind: "not-found" });
});

test("one that cannot be looked at does not keep the others from it", async () => {
  const house = looking({ applications: [scheduled({}, { application: "broken" }), scheduled()] });
  await house.look("23T10:50");
  const start = house.engine.start;
  Object.assign(house.engine, {
    start: async (...args: Parameters<typeof start>) => {
      if (args[1].includes("broken")) throw new Error("out of luck");
      return start(...args);
    },
  });
  house.clock.pass(at("23T11:00") - house.clock.at);
  expect(await house.operations.lookAtSchedules(signal)).toMatchObject([
    { schedule: "snapshot:broken", error: { message: "out of luck" } },
  ]);
  expect(await house.ids()).toEqual([run("23T11:00")]);
  Object.assign(house.engine, { start });
  await house.look("23T11:01");
  expect(await house.ids()).toEqual([run("23T11:00"), run("23T11:00", "snapshot:broken")]);
});
