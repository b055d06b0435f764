import { expect, test } from "vitest";
import type { Application } from "#domain/application.ts";
import { RestoreTest } from "#domain/manifest/restore-test.ts";
import { Schedule } from "#domain/manifest/schedule.ts";
import type { ScheduleNews } from "#domain/schedule/news.ts";
import { point } from "../domain/restore/restorable.ts";
import { held, openHouse, operator, orders, signal } from "./house.ts";

const at = (time: string) => Date.parse(`2026-11-${time}Z`);

const restoreTest = RestoreTest.parse({ target: { kind: "server", name: "recovery-1" } });
const testable: Application = { ...orders, restoreTest };
const scheduled = (change: object = {}): Application => ({
  ...testable,
  schedule: Schedule.parse({ restoreTest: "0 * * * *", ...change }),
});

const asked = { application: "orders", actor: operator };
const slot = (time: string) => `test-restore:orders:2026-11-${time}Z`;

test("an operator's test is one durable write, on a lock of its own", async () => {
  const house = openHouse({ applications: [testable] });
  house.writes();
  const { runId, how } = await house.operations.test({ ...asked, point: "latest" }, signal);
  expect([how, house.writes()]).toEqual(["started", 1]);
  expect(await house.operations.run(runId)).toMatchObject({
    workflow: "test-restore@1",
    lockKey: "test orders",
    input: { application: "orders", requestedBy: operator.slackId, point: "latest" },
  });
});

test("a second ask joins the one that goes on, the same trigger is the same run, and a snapshot goes on beside it", async () => {
  const { workflow, release } = held();
  const house = openHouse({ applications: [testable], workflow });
  const first = await house.operations.test({ ...asked, trigger: "t-1" }, signal);
  expect(await house.operations.test({ ...asked, trigger: "t-1" }, signal)).toEqual({
    runId: first.runId,
    how: "known",
  });
  expect(await house.operations.test(asked, signal)).toEqual({ runId: first.runId, how: "joined" });
  expect(await house.operations.snapshot(asked, signal)).toMatchObject({ how: "started" });
  release();
  await house.engine.idle();
});

test("who is no operator is refused, and it is on record; so is a test of what the manifest does not describe", async () => {
  const house = openHouse({ applications: [testable, { ...orders, application: "plain" }] });
  const stranger = { slackId: "U0NOBODY", name: "@bob" };
  await expect(house.operations.test({ ...asked, actor: stranger }, signal)).rejects.toMatchObject({
    kind: "not-permitted",
  });
  await expect(house.operations.test({ ...asked, application: "plain" }, signal)).rejects.toMatchObject({
    kind: "refused",
    next: "add restoreTest: with a target to it",
  });
  expect(house.audit().map(({ act }) => act)).toEqual(["test.refused", "test.refused"]);
});

test("a point that there is not is no run, and the nearest is named", async () => {
  const house = openHouse({ applications: [testable] });
  await house.records.savePoint(point);
  const mistyped = `${point.id.slice(0, -1)}x`;
  await expect(house.operations.test({ ...asked, point: mistyped }, signal)).rejects.toMatchObject({
    kind: "not-found",
    message: `orders has no recovery point "${mistyped}"; did you mean "${point.id}"?`,
  });
  expect(await house.operations.runs(5)).toEqual([]);
  expect(await house.operations.test({ ...asked, point: point.id }, signal)).toMatchObject({
    how: "started",
  });
});

function looking(options: Parameters<typeof openHouse>[0]) {
  const house = openHouse(options);
  const news: ScheduleNews[] = [];
  house.operations.onSchedule((one) => news.push(one));
  return {
    ...house,
    lines: () => news.splice(0).flatMap(({ lines }) => lines),
    look: async (time: string) => {
      house.clock.pass(at(time) - house.clock.at);
      expect(await house.operations.lookAtSchedules(signal)).toEqual([]);
    },
    ids: async () => (await house.operations.runs(100)).map(({ id }) => id).toReversed(),
  };
}

test("each slot is one test, however often it is looked at", async () => {
  const house = looking({ applications: [scheduled()] });
  for (const time of ["23T10:50", "23T11:00", "23T11:00:30", "23T11:01", "23T12:00"]) {
    await house.look(time);
    await house.engine.idle();
  }
  expect(await house.ids()).toEqual([slot("23T11:00"), slot("23T12:00")]);
  expect(house.lines()).toEqual([]);
  const [line] = await house.operations.schedule("orders");
  expect(line).toMatchObject({ kind: "test-restore", next: expect.arrayContaining([at("23T13:00")]) });
});

test("behind a test that goes on a slot is left out, with words; a snapshot is not", async () => {
  const { workflow, release } = held();
  const house = looking({ applications: [scheduled({ snapshot: "30 * * * *" })], workflow });
  for (const time of ["23T10:50", "23T11:00", "23T11:30", "23T12:00"]) await house.look(time);
  expect(await house.ids()).toEqual([slot("23T11:00"), "snapshot:orders:2026-11-23T11:30Z"]);
  expect(house.lines()).toEqual([
    `2026-11-23 12:00 UTC was left out: restore test ${slot("23T11:00")} goes on`,
  ]);
  release();
  await house.engine.idle();
});

test("a pause and a blackout keep a scheduled test from beginning, and a person's from nothing", async () => {
  const house = looking({ applications: [scheduled({ blackout: ["Mon-Fri 11:30-12:30"] })] });
  await house.look("23T10:50");
  const request = { application: "orders", until: at("23T11:20"), reason: "disk swap", actor: operator };
  await house.operations.pause(request, signal);
  for (const time of ["23T11:00", "23T12:00"]) await house.look(time);
  expect(await house.ids()).toEqual([]);
  expect(house.lines().join()).toContain("disk swap");
  expect(await house.operations.test(asked, signal)).toMatchObject({ how: "started" });
});

test("a schedule of tests that the manifest does not describe is told once", async () => {
  const { restoreTest: _, ...undescribed } = scheduled();
  const house = looking({ applications: [undescribed] });
  for (const time of ["23T10:50", "23T11:00", "23T12:00"]) await house.look(time);
  expect(await house.ids()).toEqual([]);
  expect(house.lines()).toEqual([
    "2026-11-23 11:00 UTC was left out: the manifest says nothing of restore tests (restoreTest)",
  ]);
});
