import fc from "fast-check";
import { expect, test } from "vitest";
import { mayCleanUp } from "#domain/ownership/may-clean-up.ts";

const at = (hour: number) => Date.UTC(2026, 10, 23, hour);
const none = { oldestStampAt: undefined, newestStampAt: undefined };

test("a store that knows every stamped set may say what is an orphan", () => {
  expect(mayCleanUp({ storeFrom: at(1), newestRecordAt: at(9), ...none })).toEqual({ may: true });
  expect(mayCleanUp({ storeFrom: undefined, newestRecordAt: undefined, ...none })).toEqual({ may: true });
});

test("an empty store beside stamped sets says: adopt first", () => {
  const verdict = mayCleanUp({
    storeFrom: undefined,
    newestRecordAt: undefined,
    oldestStampAt: at(2),
    newestStampAt: at(9),
  });
  expect(verdict).toMatchObject({ may: false, first: "adopt", next: "freezeframe adopt" });
  expect(verdict).toHaveProperty("why", expect.stringContaining("since 2026-11-23 02:00 UTC"));
});

test("a stamp newer than the newest record shows an old copy of the store", () => {
  const stamps = { oldestStampAt: at(10), newestStampAt: at(10) };
  const verdict = mayCleanUp({ storeFrom: at(1), newestRecordAt: at(9), ...stamps });
  expect(verdict).toHaveProperty("why", expect.stringContaining("the store is an old copy"));
});

test("a stamp older than the store shows that an earlier store is missing", () => {
  const stamps = { oldestStampAt: at(2), newestStampAt: at(3) };
  const verdict = mayCleanUp({ storeFrom: at(5), newestRecordAt: at(9), ...stamps });
  expect(verdict).toHaveProperty("why", expect.stringContaining("an earlier store is missing"));
});

test("an old copy that has recorded new snapshots since is found by what it does not know", () => {
  const stamps = { oldestStampAt: at(6), newestStampAt: at(6) };
  const verdict = mayCleanUp({ storeFrom: at(1), newestRecordAt: at(9), ...stamps });
  expect(verdict).toHaveProperty("why", expect.stringContaining("does not know"));
});

test("property: an unknown stamped set keeps every store from cleaning up", () => {
  const time = fc.integer({ min: 0, max: 2 ** 40 });
  const maybe = fc.option(time, { nil: undefined });
  fc.assert(
    fc.property(maybe, maybe, time, time, (storeFrom, newestRecordAt, a, b) => {
      const stamps = { oldestStampAt: Math.min(a, b), newestStampAt: Math.max(a, b) };
      expect(mayCleanUp({ storeFrom, newestRecordAt, ...stamps }).may).toBe(false);
    }),
  );
});
