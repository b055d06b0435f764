import { afterAll, beforeAll, expect, test } from "vitest";
import { seeded } from "../../torture/seeded.ts";
import { makeWatchedGuest, type WatchedGuest } from "../canary/harness/watched.ts";

// Under load, with members that take 0.85 s each, as a looping back end does.

let guest: WatchedGuest;

beforeAll(async () => {
  guest = await makeWatchedGuest();
});

afterAll(() => guest?.[Symbol.asyncDispose]());

const random = seeded(20_261_123);

/** Cinder gives members no order; here it is the same in every run. */
const shuffled = () =>
  (["data", "wal", "config"] as const)
    .map((role) => ({ role, by: random() }))
    .toSorted((a, b) => a.by - b.by)
    .map(({ role }) => role);

test("a looping back end is found torn in at least 8 of 10 tries", { timeout: 600_000 }, async () => {
  await using _load = guest.storage.load();
  const texts: string[] = [];
  for (let n = 0; n < 10; n++)
    texts.push((await guest.told(() => guest.storage.cutInTurn(shuffled(), 850))).text);
  expect(texts.filter((text) => text.startsWith("torn (")).length, texts.join("; ")).toBeGreaterThanOrEqual(
    8,
  );
});

test("an atomic back end is found torn in none of 20", { timeout: 600_000 }, async () => {
  await using _load = guest.storage.load();
  const texts: string[] = [];
  for (let n = 0; n < 20; n++) texts.push((await guest.told(() => guest.storage.cutAtOnce())).text);
  expect(texts.filter((text) => !text.startsWith("no tear found (would see >= "))).toEqual([]);
});

test("a frozen point is found torn in none of 20", { timeout: 600_000 }, async () => {
  await using _load = guest.storage.load();
  const texts: string[] = [];
  for (let n = 0; n < 20; n++)
    texts.push((await guest.toldFrozen(() => guest.storage.cutInTurn(shuffled(), 300))).text);
  expect(texts.filter((text) => !text.startsWith("no tear found (would see >= "))).toEqual([]);
});
