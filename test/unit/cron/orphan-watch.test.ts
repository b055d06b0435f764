import { expect, test } from "vitest";
import type { RunView } from "#engine/port.ts";
import type { OrphanNews } from "#operations/index.ts";
import { createLog } from "#support/log.ts";
import { watchOrphans } from "#surfaces/cron/orphan-watch.ts";

const news: OrphanNews = { application: "orders", title: "1 orphan of orders found", lines: ["o-1"] };
const log = createLog({ level: "silent" });

const clock = { monotonic: () => 0 };

/** What the watch asks of operations, with one orphan that nobody has been told of. */
function operations() {
  const looked: string[] = [];
  const told: string[] = [];
  const listeners = new Set<(run: RunView) => void>();
  const changes = new Set<(application: string | undefined) => void>();
  return {
    looked,
    told,
    listeners,
    changes,
    lookForOrphans: async () => void looked.push("looked"),
    tellOwners: async (tell: (news: OrphanNews) => Promise<string>) => void told.push(await tell(news)),
    onRun: (listener: (run: RunView) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onOrphans: (listener: (application: string | undefined) => void) => {
      changes.add(listener);
      return () => void changes.delete(listener);
    },
  };
}

/** Where Slack's messages go; `channel` undefined: to nobody. */
function messages(channel?: string) {
  const said: (string | undefined)[] = [];
  return {
    said,
    tell: async (application: string | undefined) => {
      said.push(application);
      return channel;
    },
    look: async () => void said.push("looked"),
  };
}

test("it tells the owner at once, in the application's channel, and leaves the scan for later", async () => {
  const asked = operations();
  const slack = messages("C0ORDERS");
  using _watch = watchOrphans({ operations: asked, messages: slack, clock, log });
  await expect.poll(() => asked.told).toEqual(["channel C0ORDERS"]);
  expect(asked.looked).toEqual([]);
  await expect.poll(() => slack.said).toEqual(["orders", "looked"]);
});

test("after ten minutes it looks for what is due", async () => {
  const asked = operations();
  let now = 0;
  const later = { monotonic: () => now++ * 600_000 };
  using _watch = watchOrphans({ operations: asked, clock: later, log });
  await expect.poll(() => asked.looked).toEqual(["looked"]);
});

test("without Slack, and without a channel, the log tells it", async () => {
  const asked = operations();
  using _watch = watchOrphans({ operations: asked, clock, log });
  await expect.poll(() => asked.told).toEqual(["log"]);
  const gone = operations();
  using _other = watchOrphans({ operations: gone, messages: messages(), clock, log });
  await expect.poll(() => gone.told).toEqual(["log"]);
});

test("what a scan has found, and what was released, is told then and not at the next minute", async () => {
  const asked = operations();
  {
    using _watch = watchOrphans({ operations: asked, clock, log });
    await expect.poll(() => asked.told).toHaveLength(1);
    const run: RunView = { id: "r", workflow: "scan-orphans@1", state: "running", input: {}, createdAt: 1 };
    for (const tell of asked.listeners) {
      tell(run);
      tell({ ...run, workflow: "snapshot-application@1", state: "done", endedAt: 2 });
      tell({ ...run, state: "done", endedAt: 2 });
    }
    await expect.poll(() => asked.told).toHaveLength(2);
    for (const tell of asked.changes) tell("orders");
    await expect.poll(() => asked.told).toHaveLength(3);
  }
  expect([asked.listeners.size, asked.changes.size]).toEqual([0, 0]);
});

test("what Slack did not take is not told: the next look tries again", async () => {
  const asked = operations();
  const attempts: string[] = [];
  const tell = async () => {
    attempts.push("attempt");
    throw new Error("Slack is away");
  };
  using _watch = watchOrphans({ operations: asked, messages: { ...messages(), tell }, clock, log });
  await expect.poll(() => attempts).toEqual(["attempt"]);
  expect(asked.told).toEqual([]);
});
