import { expect, test } from "vitest";
import { type Stamp, stampMetadata, stampText } from "#domain/stamp.ts";

const stamp: Stamp = {
  instance: "prod",
  application: "orders",
  point: "orders-20261123-104207-7f3a",
  role: "data",
  grade: "A",
  snapshotId: "s",
  volumeId: "v",
  groupSnapshotId: "g",
  takenAt: 1_795_430_527_310,
};

test("what is written on a member snapshot can be read by people and signed by us", () => {
  expect(stampMetadata(stamp, "abc")).toEqual({
    "freezeframe:instance": "prod",
    "freezeframe:application": "orders",
    "freezeframe:point": "orders-20261123-104207-7f3a",
    "freezeframe:role": "data",
    "freezeframe:grade": "A",
    "freezeframe:taken": "1795430527310",
    "freezeframe:hmac": "abc",
  });
});

test.each(Object.keys(stamp))("the signed text changes with %s", (field) => {
  expect(stampText({ ...stamp, [field]: field === "takenAt" ? 1 : "other" })).not.toBe(stampText(stamp));
});

test("text cannot move from one field into the next", () => {
  const moved = { ...stamp, instance: 'prod","orders', application: "x" };
  const other = { ...stamp, instance: "prod", application: 'orders","x' };
  expect(stampText(moved)).not.toBe(stampText(other));
});

test("the longest names fit Cinder's 255 characters of a metadata value", () => {
  const longest = { ...stamp, instance: "i".repeat(32), application: "a".repeat(63), role: "r".repeat(32) };
  const point = `${"a".repeat(63)}-20261123-104207-7f3a`;
  for (const [key, value] of Object.entries(stampMetadata({ ...longest, point }, "f".repeat(64)))) {
    expect(key.length).toBeLessThanOrEqual(255);
    expect(value.length).toBeLessThanOrEqual(255);
  }
});
