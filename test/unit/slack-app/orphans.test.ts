import { expect, test } from "vitest";
import { orphan } from "#domain/orphans/orphan.ts";
import type { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import type { ScanRecord } from "#domain/orphans/scan-record.ts";
import { createOrphanRecords } from "#store/orphan-records.ts";
import { openStore } from "#store/store.ts";
import type { SlackMessage } from "../../../playground/slack/types.ts";
import { signal } from "../operations/house.ts";
import { cleanups } from "../slack-views/orphans.ts";
import { APPROVER, ASKER, copyOf, guardedSlack, SECOND, told } from "./guarded-slack.ts";

const HOUR = 3_600_000;
const CHANNEL = "C0STORAGE";

/** Messages are edited once in two seconds at most. */
const soon = <T>(look: () => T) => expect.poll(look, { timeout: 15_000, interval: 20 });

/** Two volumes that a dead run of `orders` has left, and the message that tells its owners. */
async function found() {
  const running = await guardedSlack({
    orphanClouds: ["prod"],
    application: { approve: ["cleanup"] },
    resultOf: (workflow) =>
      workflow.startsWith("scan-orphans@")
        ? { clouds: [{ cloud: "prod", orphans: 2, fresh: 0, vanished: 0 }] }
        : { ...cleanups.whole, application: "orders" },
  });
  const { house, slack, app } = running;
  const records = createOrphanRecords({
    store: openStore(house.database),
    clock: { now: () => house.clock.at, monotonic: () => 0 },
  });
  const find = async (thing: string) => {
    const one = orphan({
      ...{ class: "dead run", kind: "volume", cloud: "prod", application: "orders", thing },
      ...{ name: `ffr/here/orders/r-1/${thing}`, status: "available", gib: 10, by: "clean-up" },
      ...{ proof: ["restore r-1 is over"], bound: [] },
    });
    await records.save({ orphan: one, foundAt: house.clock.at }, "absent");
    return one.id;
  };
  const scanned = async () =>
    records.saveScan({ ...scan, startedAt: house.clock.at, endedAt: house.clock.at });
  await scanned();
  const ids = [await find("v-1"), await find("v-2")];
  const tell = () =>
    house.operations.tellOwners(
      async ({ application }) => `channel ${await app.orphans.tell(application)}`,
      signal,
    );
  await tell();
  const messages = () => slack.messages(CHANNEL).filter(({ text }) => text?.includes("orphan"));
  const message = (): SlackMessage => {
    const last = messages().at(-1);
    if (last === undefined) throw new Error("nobody was told");
    return last;
  };
  await soon(() => told(messages().at(-1)?.blocks)).toContain("grace until");
  const click = async (action: string, user: string, at: { channel: string; ts: string } = message()) => {
    expect((await slack.click({ channel: at.channel, ts: at.ts }, action, user)).error).toBeUndefined();
  };
  const kept = async () => (await records.list()).map(({ record }) => record.kept);
  return { ...running, records, ids, find, scanned, tell, message, messages, click, kept };
}

const scan: ScanRecord = {
  ...{ cloud: "prod", runId: "r-scan", startedAt: 0, endedAt: 0, aheadMs: 0, orphans: 2 },
  ...{ adoptable: [], adoptableCount: 0, unknown: [], unknownCount: 0 },
  looked: { sets: 1, snapshots: 2, groups: 3, volumes: 4, servers: 5 },
};

test("owners are told what was found, why, how much it is and why it stays", async () => {
  const { message, ids, records } = await found();
  const said = told(message().blocks);
  for (const words of ["2 orphans, none may be deleted now", "*Dead run*: 2, 20 GiB", "restore r-1 is over"])
    expect(said).toContain(words);
  for (const id of ids) expect(said).toContain(id);
  expect(said).toContain(`<@${ASKER}>`);
  expect(said).not.toContain('"clean-up"');
  expect((await records.list())[0]?.record.told?.where).toBe(`channel ${CHANNEL}`);
});

test("Keep, Snooze and Release change what the message has shown, by an operator, with a row in the audit for each", async () => {
  const { click, kept, answer, message, house, audit, ids } = await found();
  await click("orphans-snooze", ASKER);
  await soon(() => answer(ASKER)).toContain("2 orphans kept until");
  expect(await kept()).toEqual(
    ids.map(() => ({ by: ASKER, at: house.clock.at, until: house.clock.at + 7 * 24 * HOUR })),
  );
  await soon(() => told(message().blocks)).toContain(`kept by <@${ASKER}> until`);
  await click("orphans-keep", ASKER);
  await soon(() => answer(ASKER)).toContain("2 orphans kept for good");
  await soon(() => told(message().blocks)).toContain("for good");
  expect(told(message().blocks)).not.toContain('"orphans-keep"');
  await click("orphans-release", ASKER);
  await soon(() => answer(ASKER)).toContain("2 orphans kept no longer");
  expect(await kept()).toEqual([undefined, undefined]);
  expect([audit("orphan.keep").length, audit("orphan.release").length]).toEqual([4, 2]);
  expect(audit("orphan.keep").map(({ subject }) => subject)).toEqual([...ids, ...ids]);
});

test("what was found after the message was made is not kept by a click in it", async () => {
  const { click, kept, answer, house, find } = await found();
  house.clock.pass(HOUR);
  await find("v-3");
  await click("orphans-keep", ASKER);
  await soon(() => answer(ASKER)).toContain("2 orphans kept for good");
  expect((await kept()).filter((one) => one === undefined)).toHaveLength(1);
});

test("who is no operator is told so, changes nothing, and leaves a row", async () => {
  const { click, kept, answer, audit, house, message } = await found();
  await click("orphans-keep", SECOND);
  await soon(() => answer(SECOND)).toContain("only operators of orders may keep");
  house.clock.pass(25 * HOUR);
  await soon(() => told(message().blocks)).toContain('"orphans-keep"');
  expect(await kept()).toEqual([undefined, undefined]);
  expect(audit("orphan.keep.refused")).toHaveLength(1);
});

test("after the grace Clean up asks for it once, and how it ends is told to whoever asked", async () => {
  const { app, click, answer, house, message, messages } = await found();
  house.clock.pass(25 * HOUR);
  await app.orphans.look();
  await soon(() => told(message().blocks)).toContain('"clean-up"');
  expect(told(message().blocks)).toContain("2 may be deleted now, which frees 20 GiB");
  await click("clean-up", APPROVER);
  await soon(() => answer(APPROVER)).toContain("only operators of orders may clean up");
  await click("clean-up", ASKER);
  await soon(() => answer(ASKER)).toContain("clean-up will need an approval");
  const runs = await house.engine.list({ workflow: "request-cleanup@1" });
  expect(runs.map(({ input }) => input)).toEqual([{ application: "orders", requestedBy: ASKER }]);
  await soon(() => told(messages().map(({ blocks }) => blocks))).toContain("Seen to be gone");
  const end = messages().find(({ text }) => text?.includes("are gone"));
  expect(end?.text).toContain("orders: 2 of 2 orphans are gone; 420 GiB are free");
  expect(told(end?.blocks)).toContain(`Asked by <@${ASKER}>`);
});

test("one that is told anew takes the place of the one before, which loses its buttons", async () => {
  const { find, tell, house, messages } = await found();
  house.clock.pass(HOUR);
  await find("v-3");
  await tell();
  await soon(() => messages()).toHaveLength(2);
  const [first, second] = messages();
  await soon(() => told(messages()[0]?.blocks)).toContain("a newer message tells of its orphans");
  expect(told(messages()[0]?.blocks)).not.toContain('"type":"button"');
  expect(told(second?.blocks)).toContain("3 orphans");
  expect(first?.ts).not.toBe(second?.ts);
});

test("a copy of its message that nobody keeps loses its buttons when somebody clicks there", async () => {
  const { slack, click, message, answer, house } = await found();
  const open = async () => (await house.records.openSlots()).filter(({ about }) => about.kind === "orphans");
  await soon(async () => (await open())[0]?.ts).toBe(message().ts);
  const kept = message();
  const copy = await copyOf(slack, kept);
  await click("orphans-keep", ASKER, copy);
  await soon(() => answer(ASKER)).toContain("kept for good");
  const shown = () => slack.messages(CHANNEL).find(({ ts }) => ts === copy.ts);
  await soon(() => told(shown()?.blocks)).toContain("a newer message tells of its orphans");
  const own = () => slack.messages(CHANNEL).find(({ ts }) => ts === kept.ts);
  await soon(() => told(own()?.blocks)).toContain('"orphans-release"');
});

test("when all of it is gone its message says so", async () => {
  const { ids, records, message, app } = await found();
  for (const id of ids)
    await records.remove(id, { actor: "run r-1", act: "orphan.gone", subject: id, detail: {} });
  await app.orphans.look();
  await soon(() => message().text).toBe("✅ orders: no orphans are left");
});

test("/ff orphans scans unless that was done just now, tells its age, and is no telling of its own", async () => {
  const { slack, answer, house, scanned, records, tell } = await found();
  await slack.command("orphans orders");
  await soon(() => answer(ASKER)).toContain("scanned just now");
  expect(await house.engine.list({ workflow: "scan-orphans@1" })).toEqual([]);
  house.clock.pass(30 * 60_000);
  await slack.command("orphans");
  await soon(() => answer(ASKER)).toContain("scanned 30 min ago");
  expect(await house.engine.list({ workflow: "scan-orphans@1" })).toHaveLength(1);
  await scanned();
  for (const { record, version } of await records.list()) {
    const { told: _told, ...untold }: OrphanRecord = record;
    await records.save(untold, version);
  }
  await slack.command("orphans Orders");
  await soon(() => answer(ASKER)).toContain("its owner has not been told yet");
  await tell();
  await slack.command("orphans orders");
  await soon(() => answer(ASKER)).toContain("grace until");
});

test("/ff keep, release and clean do the same for one, in the words of the command line", async () => {
  const { slack, answer, ids, kept, house } = await found();
  const [id = ""] = ids;
  await slack.command(`keep ${id} until 3d the vendor looks at it`);
  expect(answer(ASKER)).toContain("1 orphan kept until");
  const until = house.clock.at + 72 * HOUR;
  expect(await kept()).toContainEqual({
    by: ASKER,
    at: house.clock.at,
    until,
    reason: "the vendor looks at it",
  });
  await slack.command(`release ${id}`);
  expect(answer(ASKER)).toContain("1 orphan kept no longer");
  await slack.command("keep o-0000000000");
  expect(answer(ASKER)).toContain("there is no orphan");
  await slack.command(`clean orders ${id} quota`);
  expect(answer(ASKER)).toContain("clean-up will need an approval");
  const [run] = await house.engine.list({ workflow: "request-cleanup@1" });
  expect(run?.input).toEqual({ application: "orders", requestedBy: ASKER, only: id, reason: "quota" });
});

test("a cloud that does not answer is told as such", async () => {
  const running = await guardedSlack({
    orphanClouds: ["prod"],
    resultOf: () => ({
      clouds: [{ cloud: "prod", unseen: "Keystone is away", orphans: 0, fresh: 0, vanished: 0 }],
    }),
  });
  await running.slack.command("orphans all");
  await soon(() => running.answer(ASKER)).toContain("prod was NOT scanned:* Keystone is away");
});
