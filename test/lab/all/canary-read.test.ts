import { afterAll, beforeAll, expect, test } from "vitest";
import { makeWatchedGuest, type WatchedGuest } from "../canary/harness/watched.ts";

let guest: WatchedGuest;

beforeAll(async () => {
  guest = await makeWatchedGuest();
});

afterAll(() => guest?.[Symbol.asyncDispose]());

test("volumes that are cut one after another are found torn, and by how much", async () => {
  await using _load = guest.storage.load();
  const forward = await guest.told(() => guest.storage.cutInTurn(["data", "wal", "config"], 700));
  expect(forward.text).toMatch(/^torn \(\d\.\d–\d\.\d s\)$/);
  const [, least, most] = /(\d\.\d)–(\d\.\d)/.exec(forward.text) ?? [];
  expect(Number(least)).toBeGreaterThan(0.7);
  expect(Number(most)).toBeGreaterThan(1.4);
  const reverse = await guest.told(() => guest.storage.cutInTurn(["config", "wal", "data"], 700));
  expect(reverse.text).toMatch(/^torn \(/);
});

test("volumes that are cut at one moment are not", async () => {
  await using _load = guest.storage.load();
  const told = await guest.told(() => guest.storage.cutAtOnce());
  expect(told.text).toMatch(/^no tear found \(would see >= \d\.\d s\)$/);
  expect(told.asOf).toBeGreaterThan(Date.parse("2026-01-01"));
});

test("on a frozen point nothing is torn, however long the cuts take, and that is the freeze's merit", async () => {
  const told = await guest.toldFrozen(() => guest.storage.cutInTurn(["config", "data", "wal"], 700));
  expect(told.text).toMatch(
    /^no tear found \(would see >= \d\.\d s\); the freeze covered these volumes, which says nothing about the back end$/,
  );
});
