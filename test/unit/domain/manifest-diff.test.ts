import { expect, test } from "vitest";
import { parse } from "yaml";
import { Application } from "#domain/application.ts";
import { describeManifestDiff, manifestDiff } from "#domain/manifest-diff.ts";
import { MANIFEST } from "../config/files.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test's hand in a document of any shape
type Change = (manifest: any) => void;

function orders(change: Change = () => undefined): Application {
  const manifest = parse(MANIFEST);
  change(manifest);
  return Application.parse(manifest);
}

const set = (...applications: Application[]) => new Map(applications.map((one) => [one.application, one]));

/** The lines of one changed application. */
const lines = (after: Change, before?: Change): readonly string[] =>
  manifestDiff(set(orders(before)), set(orders(after))).changed[0]?.lines ?? [];

test("the same files again are no difference", () => {
  const diff = manifestDiff(set(orders()), set(orders()));
  expect(diff).toEqual({ added: [], removed: [], changed: [] });
  expect(describeManifestDiff(diff)).toEqual([]);
});

test("what touches security stands first, whatever else changed", () => {
  const changed = lines((manifest) => {
    manifest.channel = "C0123456789";
    manifest.objectives = { rpo: "4h" };
    manifest.schedule = { snapshot: "0 * * * *" };
    manifest.retention = { last: 6 };
    manifest.quiesce.budget = "20s";
    manifest.quiesce.policy = "degrade";
    manifest.approve = ["restore"];
    manifest.owners = { operators: ["U0NEW"], approvers: ["U0BOSS", "U0ANN"], quorum: 2 };
  });
  expect(changed.map((line) => line.split(":")[0])).toEqual([
    "owners.operators",
    "owners.approvers",
    "owners.quorum",
    "approve",
    "quiesce.policy",
    "quiesce.budget",
    "retention.daily",
    "retention.last",
    "retention.monthly",
    "retention.weekly",
    "retention.yearly",
    "schedule.missed",
    "schedule.snapshot",
    "schedule.timezone",
    "channel",
    "objectives.rpo",
  ]);
});

test("a list of people is told whole, before and after", () => {
  const one: Change = (manifest) => {
    manifest.owners.approvers = ["U0BOSS"];
  };
  const two: Change = (manifest) => {
    manifest.owners.approvers = ["U0BOSS", "U0ANN"];
  };
  expect(lines(two, one)).toEqual(["owners.approvers: U0BOSS → U0BOSS, U0ANN"]);
});

test("a hook that is added is told with its place among the stages", () => {
  const stages: Change = (manifest) => {
    manifest.quiesce.stages = [
      [{ kind: "hook", server: "db-1", name: "orders-flush" }],
      [
        { kind: "postgresql", server: "db-1" },
        { kind: "fsfreeze", server: "db-1", roles: ["data", "wal"] },
      ],
    ];
  };
  const fsfreeze: Change = (manifest) => {
    manifest.quiesce.stages = [[{ kind: "fsfreeze", server: "db-1", roles: ["data", "wal"] }]];
  };
  expect(lines(stages, fsfreeze)).toEqual([
    "quiesce.stages: fsfreeze db-1 (data, wal) → hook db-1 (orders-flush), then postgresql db-1 (main) + fsfreeze db-1 (data, wal)",
  ]);
});

test("durations are told with their unit, and what was not there as none", () => {
  const with4h: Change = (manifest) => {
    manifest.objectives = { rpo: "4h" };
  };
  expect(lines(with4h)).toEqual(["objectives.rpo: none → 4 h"]);
  expect(lines(() => undefined, with4h)).toEqual(["objectives.rpo: 4 h → none"]);
});

test("volumes and servers are known by role and name, wherever they stand in the list", () => {
  const moved: Change = (manifest) => manifest.group.volumes.reverse();
  expect(lines(moved)).toEqual([]);
  const renamed: Change = (manifest) => {
    manifest.group.volumes[0].name = "orders-other";
  };
  expect(lines(renamed)).toEqual([expect.stringMatching(/^group\.volumes\[.+\]\.name: .+ → orders-other$/)]);
});

test("a removed application is said to keep its points, an added one is only named", () => {
  const crm = { ...orders(), application: "crm" };
  const diff = manifestDiff(set(orders()), set(crm));
  expect(diff).toEqual({ added: ["crm"], removed: ["orders"], changed: [] });
  expect(describeManifestDiff(diff)).toEqual(["orders: removed; its recovery points are kept", "crm: added"]);
});
