import { expect, test } from "vitest";
import type { Application } from "#domain/application.ts";
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
  const application = { channel: "C0ORDERS" } as Application;
  return {
    looked,
    told,
    lookForOrphans: async () => void looked.push("looked"),
    tellOwners: async (tell: (news: OrphanNews) => Promise<string>) => void told.push(await tell(news)),
    applications: () => ["orders"],
    application: () => application,
  };
}

test("it tells the owner at once, in the application's channel, and leaves the scan for later", async () => {
  const asked = operations();
  const said: unknown[] = [];
  using _watch = watchOrphans({ operations: asked, note: async (...all) => void said.push(all), clock, log });
  await expect.poll(() => asked.told).toEqual(["channel C0ORDERS"]);
  expect(asked.looked).toEqual([]);
  expect(said).toEqual([[news.title, news.lines, "C0ORDERS"]]);
});

test("after ten minutes it looks for what is due", async () => {
  const asked = operations();
  let now = 0;
  const later = { monotonic: () => now++ * 600_000 };
  using _watch = watchOrphans({ operations: asked, clock: later, log });
  await expect.poll(() => asked.looked).toEqual(["looked"]);
});

test("without Slack the log tells it, and an application without a manifest is told where the installation is", async () => {
  const asked = operations();
  using _watch = watchOrphans({ operations: asked, clock, log });
  await expect.poll(() => asked.told).toEqual(["log"]);
  const gone = { ...operations(), applications: () => [] };
  const said: unknown[] = [];
  using _other = watchOrphans({ operations: gone, note: async (...all) => void said.push(all), clock, log });
  await expect.poll(() => gone.told).toEqual(["the channel of the installation"]);
  expect(said).toEqual([[news.title, news.lines, undefined]]);
});

test("what Slack did not take is not told: the next look tries again", async () => {
  const asked = operations();
  const attempts: string[] = [];
  const note = async () => {
    attempts.push("attempt");
    throw new Error("Slack is away");
  };
  using _watch = watchOrphans({ operations: asked, note, clock, log });
  await expect.poll(() => attempts).toEqual(["attempt"]);
  expect(asked.told).toEqual([]);
});
