import { expect, test } from "vitest";
import { type House, openHouse, operator, signal, start, stranger } from "./house.ts";

const hour = 3_600_000;
const pause = (house: House, change: { until?: number; reason?: string; actor?: typeof operator } = {}) =>
  house.operations.pause(
    { application: "orders", until: start + hour, reason: "disk swap", actor: operator, ...change },
    signal,
  );
const resume = (house: House, actor = operator) =>
  house.operations.resume({ application: "orders", actor }, signal);

test("a pause and its end are one commit each, with their audit rows", async () => {
  const house = openHouse();
  house.writes();
  const paused = await pause(house);
  expect(paused).toEqual({
    application: "orders",
    until: start + hour,
    reason: "disk swap",
    by: "U0OPS",
    at: start,
  });
  expect(house.writes()).toBe(1);
  expect(await house.records.pause("orders")).toEqual(paused);
  expect(await resume(house)).toEqual(paused);
  expect(house.writes()).toBe(1);
  expect(await house.records.pause("orders")).toBeUndefined();
  expect(house.audit()).toMatchObject([
    { actor: "U0OPS", act: "paused", subject: "orders", detail: { name: "@ann", reason: "disk swap" } },
    { actor: "U0OPS", act: "resumed", subject: "orders" },
  ]);
});

test("a pause ends by itself, and a new one takes its place", async () => {
  const house = openHouse();
  await pause(house);
  house.clock.at = start + hour;
  expect(await house.records.pause("orders")).toBeUndefined();
  await pause(house, { until: start + 2 * hour, reason: "again" });
  expect(await house.records.pause("orders")).toMatchObject({ reason: "again" });
});

test("nothing is written to resume what is not paused", async () => {
  const house = openHouse();
  house.writes();
  expect(await resume(house)).toBeUndefined();
  expect(house.writes()).toBe(0);
});

test.each([
  ["in the past", { until: start }],
  ["longer than 30 days", { until: start + 30 * 24 * hour + 1 }],
  ["of no time at all", { until: Number.NaN }],
  ["without a reason", { reason: "  " }],
])("a pause %s is not taken", async (_, change) => {
  const house = openHouse();
  await expect(pause(house, change)).rejects.toMatchObject({ kind: "invalid-input" });
  expect(await house.records.pause("orders")).toBeUndefined();
});

test("a pause of 30 days is", async () => {
  await expect(pause(openHouse(), { until: start + 30 * 24 * hour })).resolves.toBeDefined();
});

test("only operators pause and resume, and who tried is audited", async () => {
  const house = openHouse();
  await expect(pause(house, { actor: stranger })).rejects.toMatchObject({ kind: "not-permitted" });
  await expect(resume(house, stranger)).rejects.toMatchObject({ kind: "not-permitted" });
  expect(house.audit()).toMatchObject([
    { actor: "U0NOBODY", act: "pause.refused" },
    { actor: "U0NOBODY", act: "resume.refused" },
  ]);
});
