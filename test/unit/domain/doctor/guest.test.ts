import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { type ClusterManager, type GuestFacts, guestFindings, guestPassed } from "#domain/doctor/guest.ts";
import { SHIPPED_KIT } from "#domain/shipped-kit.ts";
import { application } from "../found.ts";

const guest: GuestFacts = {
  server: "db-1",
  kit: "1.4.0",
  shipped: "1.4.0",
  kitIsOld: false,
  kernel: "6.1.0",
  clockOffMs: 0,
  managers: [],
  longRunning: [
    {
      database: { kind: "postgresql", name: "main" },
      seen: { transactions: { count: 0, oldestMs: 0, oldest: "" } },
    },
  ],
};
const budget = (ms: number) => ({ ...application, quiesce: { ...application.quiesce, budget: ms } });
const findings = (change: Partial<GuestFacts>, ms = 10_000, frozen: string[] = ["/data"]) =>
  guestFindings({ ...guest, ...change }, budget(ms), frozen);
const managed = (manager: ClusterManager, ms?: number) => findings({ managers: [manager] }, ms);

test("a guest that nothing stands against, line by line", () => {
  expect(findings({})).toEqual([]);
  expect(guestPassed(guest, application, []).map(({ text }) => text)).toEqual([
    "guest kit 1.4.0, kernel 6.1.0; its clock is in step with the bot's",
    "no cluster manager (Patroni, Pacemaker, etcd) runs there",
    'PostgreSQL "main": no transaction is older than 5 min',
  ]);
});

test("the kit that is told to be this release's is the one that is shipped", () => {
  const kit = readFileSync(
    resolve(import.meta.dirname, "../../../../deploy/guest-kit/freezeframe-hold"),
    "utf8",
  );
  expect(/^readonly VERSION=(\S+)/m.exec(kit)?.[1]).toBe(SHIPPED_KIT);
});

test("an old kit is named with the new one, and what was not asked is not said to be fine", () => {
  const old = {
    kit: "1.1.0",
    kitIsOld: true,
    clockOffMs: undefined,
    managers: undefined,
    longRunning: undefined,
  };
  expect(findings(old)).toMatchObject([
    { code: "guest-kit-old", text: "its guest kit is 1.1.0, this release brings 1.4.0" },
  ]);
  expect(guestPassed({ ...guest, ...old }, application, [])).toEqual([]);
});

test.each([
  [1_000, []],
  [-1_000, []],
  [1_001, ["its clock is 1 s ahead of the bot's"]],
  [-90_000, ["its clock is 1.5 min behind the bot's"]],
])("a clock that is %i ms off", (clockOffMs, said) => {
  expect(findings({ clockOffMs }).map(({ text }) => text)).toEqual(said);
});

test("Patroni has the rest of its lease when the freeze begins just before a renewal", () => {
  const patroni = { kind: "patroni", ttlMs: 30_000, everyMs: 10_000 } as const;
  expect(managed(patroni)).toEqual([]);
  expect(managed(patroni, 17_000)).toMatchObject([
    { code: "cluster-manager-ttl", costs: expect.stringContaining("a failover") },
  ]);
  expect(managed({ ...patroni, ttlMs: 20_000 })).toMatchObject([
    {
      text: "Patroni may give this server up 10 s after a freeze has begun (it waits for 20 s and renews each 10 s); a freeze may last 13 s, budget and watchdog together",
      next: "quiesce.budget: 6s at most, or snapshot a standby",
    },
  ]);
});

test("a manager whose time could not be read counts with its default, and it is said to be one", () => {
  expect(managed({ kind: "pacemaker" }, 20_000)[0]?.text).toMatch(
    /\(its default is 20 s\); a freeze may last 23 s/,
  );
  expect(managed({ kind: "pacemaker" })).toEqual([]);
});

test("etcd gives up within a second, but only where its own files are frozen", () => {
  expect(managed({ kind: "etcd", mount: "/data" })).toMatchObject([
    { code: "cluster-manager-ttl", next: expect.stringContaining("snapshot a standby") },
  ]);
  expect(managed({ kind: "etcd", mount: "/var/lib/etcd" })).toEqual([]);
  // Nobody knows where they lie.
  expect(managed({ kind: "etcd" })).toHaveLength(1);
});
