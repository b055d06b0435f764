import { expect, test } from "vitest";
import { groupSnapshotName } from "#domain/naming.ts";
import { slotRunId } from "#domain/schedule/record.ts";

const slot = Date.UTC(2026, 10, 23, 10);

test("a slot names its run", () => {
  expect(slotRunId({ kind: "snapshot", application: "orders-db" }, slot)).toBe(
    "snapshot:orders-db:2026-11-23T10:00Z",
  );
});

test("the longest names still fit what Cinder takes, and what a guest takes of a run", () => {
  const application = "a".repeat(63);
  // As a child of a request that waited for an approval.
  const runId = `${slotRunId({ kind: "snapshot", application }, slot)}-snapshot`;
  expect(runId).toMatch(/^[A-Za-z0-9._:/@+-]{1,200}$/);
  const name = groupSnapshotName({ instance: "i".repeat(63), application, runId, token: "0".repeat(24) });
  expect(name.length).toBeLessThanOrEqual(255);
});
