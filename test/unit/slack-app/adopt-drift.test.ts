import { expect, test } from "vitest";
import type { AdoptionPlan } from "#domain/adopt/adoption.ts";
import type { DriftReport } from "#domain/drift/report.ts";
import { DomainError } from "#domain/errors.ts";
import { warning } from "#domain/finding.ts";
import { evidence, NOW, pointOf } from "../slack-views/sample.ts";
import { startApp } from "./start-app.ts";

const OPERATOR = "U0PLAYGROUND";
const CHANNEL = "C0STORAGE";

const soon = <T>(look: () => T) => expect.poll(look, { timeout: 15_000, interval: 20 });

/** One point that the cloud has and the store does not; only the operator may take it in. */
async function lostStore() {
  const asked: (string | undefined)[] = [];
  const adopted: string[] = [];
  const plan = (): AdoptionPlan => ({
    found: [
      {
        ...{
          cloud: "prod",
          groupSnapshotId: "gs-1",
          name: "ff/here/orders-db/r-1/aa",
          application: "orders-db",
        },
        ...{ verdict: "adopt", point: pointOf(evidence.whole), restsOn: "stamps", notes: [] },
      },
    ],
    known: 0,
  });
  const running = await startApp({
    operations: () => ({
      planAdoption: async (application) => {
        asked.push(application);
        return plan();
      },
      adopt: async ({ actor }) => {
        if (actor.slackId !== OPERATOR)
          throw new DomainError("not-permitted", "only operators of orders-db may adopt points");
        adopted.push(actor.slackId);
        return { ...plan(), adopted: ["gs-1"] };
      },
    }),
  });
  const { slack } = running;
  const click = async (action: string, user: string) => {
    const ts = slack
      .ephemerals(OPERATOR)
      .findLast(({ blocks }) => JSON.stringify(blocks).includes(`"${action}"`))?.ts;
    expect((await slack.click({ channel: CHANNEL, ts: ts ?? "" }, action, user)).error).toBeUndefined();
  };
  return { ...running, asked, adopted, click };
}

test("/ff adopt shows what can be made of what was found, and writes nothing", async () => {
  const { slack, answer, asked, adopted } = await lostStore();
  await slack.command("adopt orders-db");
  await soon(() => answer()).toContain("1 recovery point can be adopted");
  expect(answer()).toContain("*A* – application-consistent");
  expect([asked, adopted]).toEqual([["orders-db"], []]);
  await slack.command("adopt all");
  await soon(() => asked).toEqual(["orders-db", undefined]);
});

test("its button takes it in, by an operator alone", async () => {
  const { slack, answer, adopted, click } = await lostStore();
  await slack.command("adopt orders-db");
  await soon(() => answer()).toContain("Adopt 1 point");
  await click("adopt", "U0READER");
  await soon(() => answer("U0READER")).toContain("only operators of orders-db may adopt points");
  expect(adopted).toEqual([]);
  await click("adopt", OPERATOR);
  await soon(() => answer()).toContain("Adopted: 1 recovery point");
  expect(adopted).toEqual([OPERATOR]);
});

test("/ff orphans offers it where the cloud has points that the store does not know", async () => {
  const { slack, answer, asked, click, operations } = await lostStore();
  operations.orphans = async () => ({
    ...{ unscanned: [], orphans: [] },
    scans: [
      {
        ...{
          cloud: "prod",
          runId: "r-scan",
          startedAt: Date.now(),
          endedAt: Date.now(),
          aheadMs: 0,
          orphans: 0,
        },
        ...{ adoptable: [{ setId: "gs-1", name: "ff/here/orders-db/r-1/aa" }], adoptableCount: 1 },
        ...{ unknown: [], unknownCount: 0 },
        looked: { sets: 1, snapshots: 3, groups: 1, volumes: 3, servers: 1 },
      },
    ],
  });
  await slack.command("orphans orders-db");
  await soon(() => answer()).toContain("bears our stamp and is no point of this store");
  await click("adopt-look", OPERATOR);
  await soon(() => answer()).toContain("1 recovery point can be adopted");
  expect(asked).toEqual(["orders-db"]);
});

test("/ff drift tells each finding with what it costs and the command that mends it", async () => {
  const report: DriftReport = {
    ...{ application: "orders-db", at: NOW, unseen: ["the guests: orders-db-1 does not answer"] },
    findings: [
      {
        ...warning("size-changed", "data", "volume v-1 has 20 GiB and had 10 GiB", {
          costs: "a restore of an older point has the size of before",
          next: "openstack volume show v-1",
        }),
        since: NOW,
      },
    ],
  };
  const asked: (string | undefined)[] = [];
  const { slack, answer } = await startApp({
    operations: () => ({
      drift: async (application) => {
        asked.push(application);
        return [report];
      },
    }),
  });
  await slack.command("drift Orders-db");
  await soon(() => answer()).toContain("orders-db: DRIFTED, 1 thing to mend, as far as could be seen");
  for (const words of [
    "costs: a restore of an older point",
    "`openstack volume show v-1`",
    "does not answer",
  ])
    expect(answer()).toContain(words);
  await slack.command("drift");
  await soon(() => asked).toEqual(["orders-db", undefined]);
});
