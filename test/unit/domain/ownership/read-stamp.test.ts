import { expect, test } from "vitest";
import { readStamp } from "#domain/ownership/read-stamp.ts";
import { type Stamp, stampMetadata, stampText } from "#domain/stamp.ts";

const of = { snapshotId: "s", volumeId: "v", groupSnapshotId: "g" };
const first = {
  instance: "prod",
  application: "orders",
  point: "orders-20261123-104207-7f3a",
  role: "data",
  grade: "A",
  takenAt: 1_795_430_527_310,
};
const claims = {
  policy: "require",
  by: "U1",
  members: 3,
  base: "A",
  label: "application-consistent (verified freeze)",
  proof: "frozen for 540 ms",
  canary: "",
  test: "passed 2026-11-23T10:42:07.310Z r-1",
  doubt: "",
  stampedAt: 1_795_430_530_000,
};

test.each<[string, Stamp]>([
  ["1", { ...first, ...of }],
  ["2", { ...first, ...of, claims }],
])("a stamp of version %s is read as it was written, and signs the same text", (_version, stamp) => {
  const read = readStamp({ ...stampMetadata(stamp, "abc"), tier: "1" });
  expect(read).toMatchObject({ ...first, signature: "abc" });
  expect(read?.claims).toEqual(stamp.claims);
  expect(read && stampText({ ...read, ...of })).toBe(stampText(stamp));
});

test("a stamp without a signature is read: it says nothing, but it is there", () => {
  const { "freezeframe:hmac": _, ...unsigned } = stampMetadata({ ...first, ...of }, "");
  expect(readStamp(unsigned)?.signature).toBe("");
});

test("what lacks a key, or has none that can be read, is no stamp", () => {
  const whole = stampMetadata({ ...first, ...of, claims }, "abc");
  expect(readStamp({})).toBeUndefined();
  expect(readStamp({ ...whole, "freezeframe:taken": "yesterday" })).toBeUndefined();
  expect(readStamp({ ...whole, "freezeframe:stamp": "3" })).toBeUndefined();
  for (const key of Object.keys(whole)) {
    if (key === "freezeframe:hmac" || key === "freezeframe:stamp") continue;
    const { [key]: _, ...rest } = whole;
    expect(readStamp(rest), key).toBeUndefined();
  }
});

test("version 2 without its mark is read as version 1, and its signature fits no more", () => {
  const { "freezeframe:stamp": _, ...rest } = stampMetadata({ ...first, ...of, claims }, "abc");
  const read = readStamp(rest);
  expect(read?.claims).toBeUndefined();
  expect(read && stampText({ ...read, ...of })).not.toBe(stampText({ ...first, ...of, claims }));
});
