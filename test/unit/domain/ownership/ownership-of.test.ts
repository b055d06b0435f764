import fc from "fast-check";
import { expect, test } from "vitest";
import { groupSnapshotName } from "#domain/naming.ts";
import { ownershipOf } from "#domain/ownership/ownership-of.ts";
import { restoredGroupName, restoredName, restoredServerName } from "#domain/restore/names.ts";

const at = { instance: "prod", application: "orders", runId: "r-1" };
const ours = groupSnapshotName({ ...at, token: "7f3a" });
const foreign = groupSnapshotName({ ...at, instance: "staging", token: "7f3a" });

test("a resource without any mark of a Freezeframe is unmarked", () => {
  expect(ownershipOf({ name: "nightly", metadata: { tier: "1" } }, "prod")).toBe("unmarked");
  expect(ownershipOf({}, "prod")).toBe("unmarked");
});

test("a group snapshot is told by its name, which cannot be changed", () => {
  expect(ownershipOf({ name: ours }, "prod")).toBe("ours");
  expect(ownershipOf({ name: foreign }, "prod")).toBe("foreign");
});

test("what a restore has made is told by its name, too", () => {
  for (const name of [restoredName({ ...at, role: "data" }), restoredGroupName(at), restoredServerName(at)]) {
    expect(ownershipOf({ name }, "prod")).toBe("ours");
    expect(ownershipOf({ name }, "staging")).toBe("foreign");
  }
});

test("metadata marks what was renamed", () => {
  expect(ownershipOf({ name: "renamed", metadata: { "freezeframe:instance": "prod" } }, "prod")).toBe("ours");
  expect(ownershipOf({ name: "renamed", metadata: { "freezeframe:instance": "other" } }, "prod")).toBe(
    "foreign",
  );
});

test("one mark of another instance makes it foreign, whatever the others say", () => {
  expect(ownershipOf({ name: ours, metadata: { "freezeframe:instance": "staging" } }, "prod")).toBe(
    "foreign",
  );
  expect(ownershipOf({ name: foreign, metadata: { "freezeframe:instance": "prod" } }, "prod")).toBe(
    "foreign",
  );
});

test("like names are no marks", () => {
  for (const name of [
    "ff",
    "ff/prod",
    "ff/prod/orders/r-1",
    `${ours}/x`,
    `x${ours}`,
    "ff//orders/r/t",
    "ffr/prod/orders/r-1",
  ])
    expect(ownershipOf({ name }, "prod"), name).toBe("unmarked");
  const near = groupSnapshotName({ ...at, instance: "prod-2", token: "7f3a" });
  expect(ownershipOf({ name: near }, "prod")).toBe("foreign");
});

test("property: nothing is ours that carries any other instance's mark", () => {
  const instance = fc.constantFrom("prod", "prod2", "staging", "");
  fc.assert(
    fc.property(fc.option(instance), fc.option(instance), (named, marked) => {
      const resource = {
        ...(named === null ? {} : { name: `ff/${named}/orders/r-1/t` }),
        ...(marked === null ? {} : { metadata: { "freezeframe:instance": marked } }),
      };
      const said = [named === "" ? null : named, marked].filter((mark) => mark !== null);
      const expected =
        said.length === 0 ? "unmarked" : said.every((mark) => mark === "prod") ? "ours" : "foreign";
      expect(ownershipOf(resource, "prod")).toBe(expected);
    }),
  );
});
