import { expect, test } from "vitest";
import type { RestoreFacts } from "#domain/restore/facts.ts";
import { canRestore, makePlan } from "#domain/restore/make-plan.ts";
import { waysToRestore } from "#domain/restore/strategy.ts";
import { serverWith, unfrozen, whole } from "../observed.ts";
import { application, facts, member, NOW, pointWith, recovery, source } from "./restorable.ts";

const planOf = (change: Partial<RestoreFacts>) => makePlan({ ...facts, ...change }, NOW);
const found = (change: Partial<RestoreFacts>) =>
  planOf(change)
    .findings.filter(({ severity }) => severity !== "info")
    .map(({ severity, code, subject }) => `${severity} ${code} ${subject}`);
/** A member whose volume was of this type at the point. */
const ofType = (role: string, volumeType: string, now: Parameters<typeof source>[1] = {}) => {
  const one = member(role, { source: source(role, now) });
  return { ...one, evidence: { ...one.evidence, volumeType } };
};
const volumes = { ways: waysToRestore({}, "RBDDriver") };

test("nothing stands against facts that are all as they should be", () => {
  const plan = planOf({});
  expect(canRestore(plan)).toBe(true);
  expect(found({})).toEqual([]);
  expect(plan.volumes.map(({ role }) => role)).toEqual(["wal", "data"]);
  expect(plan.postgresql).toEqual({ cluster: "main", major: 15, dataRole: "data" });
  expect(plan.server).toEqual({ id: "server-recovery-1", name: "recovery-1" });
});

test.each<[string, Partial<RestoreFacts>, string]>([
  ["the group snapshot is gone", { set: undefined }, "error point-gone orders-20261123-104207-0123"],
  [
    "the group snapshot failed",
    { set: { id: "group-snapshot", name: "n", groupId: "group", status: "error" } },
    "error point-not-available orders-20261123-104207-0123",
  ],
  [
    "a member is gone",
    { members: [member("data", { snapshot: undefined }), member("wal")] },
    "error member-gone data",
  ],
  [
    "a member is being deleted",
    {
      members: [
        member("data", {
          snapshot: {
            id: "snapshot-data",
            volumeId: "volume-data",
            status: "deleting",
            size: 10,
            metadata: {},
          },
        }),
        member("wal"),
      ],
    },
    "error member-not-available data",
  ],
  [
    "a member is of another volume",
    {
      members: [
        member("data", {
          snapshot: {
            id: "snapshot-data",
            volumeId: "volume-wal",
            status: "available",
            size: 10,
            metadata: {},
          },
        }),
        member("wal"),
      ],
    },
    "error member-changed data",
  ],
  [
    "the source volume is gone",
    { members: [member("data", { source: undefined }), member("wal")] },
    "error source-gone data",
  ],
  [
    "a volume was extended since",
    { members: [member("data", { source: source("data", { sizeGib: 20 }) }), member("wal")] },
    "warning extended-since data",
  ],
  [
    "a volume left the group, so it may have been retyped",
    { members: [member("data"), member("wal", { source: source("wal", { groupId: "other" }) })] },
    "warning left-the-group wal",
  ],
  [
    "a volume was retyped since",
    { members: [member("data"), ofType("wal", "gold", { groupId: "other" })] },
    "warning retyped-since wal",
  ],
  [
    "a volume is encrypted",
    { members: [member("data", { source: source("data", { encrypted: true }) }), member("wal")] },
    "warning encrypted data",
  ],
  [
    "a group would span zones",
    { members: [member("data", { source: source("data", { availabilityZone: "az2" }) }), member("wal")] },
    "error several-zones orders-20261123-104207-0123",
  ],
  [
    "config does not list the server",
    { server: { ...recovery, listed: false } },
    "error recovery-server-not-listed recovery-1",
  ],
  [
    "Nova does not know the server",
    { server: { ...recovery, nova: { unread: "404" } } },
    "error recovery-server-not-read recovery-1",
  ],
  [
    "the server is not marked",
    { server: { ...recovery, nova: { value: { ...recovery.nova.value, metadata: {} } } } as never },
    "error recovery-server-not-marked recovery-1",
  ],
  [
    "the mark is misspelt",
    {
      server: {
        ...recovery,
        nova: { value: { ...recovery.nova.value, metadata: { "freezeframe:recovery": "Yes" } } },
      } as never,
    },
    "error recovery-server-not-marked recovery-1",
  ],
  [
    "the server does not run",
    { server: { ...recovery, nova: { value: { ...recovery.nova.value, status: "SHUTOFF" } } } as never },
    "error recovery-server-not-active recovery-1",
  ],
  [
    "the server is an application's",
    { applications: [{ ...application, servers: [{ name: "recovery-1", local: { port: 1 } }] }] },
    "error recovery-server-in-manifest recovery-1",
  ],
  [
    "the server is an application's by its id",
    { applications: [{ ...application, servers: [{ name: "server-recovery-1", local: { port: 1 } }] }] },
    "error recovery-server-in-manifest recovery-1",
  ],
  [
    "the recovery kit is silent",
    { server: { ...recovery, kit: { unread: "no answer" } } },
    "error recovery-kit recovery-1",
  ],
  ["nobody is to read them", { server: undefined, target: "volumes" }, "warning no-recovery-server orders"],
  [
    "the recovery server lacks the major version",
    {
      server: {
        ...recovery,
        kit: { value: { kit: "1", kernel: "6", postgresql: [13, 16], glibc: "2.36", icu: undefined } },
      },
    },
    "error postgresql-version main",
  ],
])("told: %s", (_what, change, expected) => {
  expect(found(change)).toEqual([expected]);
  expect(canRestore(planOf(change))).toBe(!expected.startsWith("error"));
});

test("a volume that left the group and is known to be of the type that it was of is no reason to warn", () => {
  const members = [member("data"), ofType("wal", "tier1", { groupId: "other" })];
  expect(found({ members })).toEqual([]);
  expect(planOf({ members }).findings).toContainEqual(
    expect.objectContaining({ severity: "info", code: "left-the-group" }),
  );
});

test("a server of the same name in another cloud is another server", () => {
  const elsewhere = { ...application, cloud: "other", servers: [{ name: "recovery-1", local: { port: 1 } }] };
  expect(found({ applications: [elsewhere] })).toEqual([]);
});

test("some roles alone: said to be of two moments, and a database that needs the others is not started", () => {
  const plan = planOf({ ...volumes, roles: ["data"] });
  expect(plan.volumes.map(({ role }) => role)).toEqual(["data"]);
  expect(plan.leftOut).toEqual(["wal"]);
  expect(plan.postgresql).toBeUndefined();
  expect(plan.checks).toEqual([{ kind: "filesystem" }]);
  expect(found({ ...volumes, roles: ["data"] })).toEqual([
    "warning mixed-epochs orders-20261123-104207-0123",
    "warning database-not-started main",
  ]);
});

test("a point of a lesser grade than wanted names the one to use instead", () => {
  const weak = pointWith({ ...unfrozen, backend: { unread: ["nothing"] } });
  const plan = planOf({ ...volumes, point: weak, better: "orders-1" });
  expect(plan.findings).toContainEqual(
    expect.objectContaining({ code: "grade-less-than-wanted", next: expect.stringContaining("orders-1") }),
  );
});

test("a point that failed its restore test, or is like one that did, is told as a warning", () => {
  const tests = { verdict: "failed", runId: "t-1", at: NOW, phase: "checks", text: "rows: 0" } as const;
  const failed = planOf({ ...volumes, point: pointWith({ ...whole, tests }) });
  const warned = (plan: typeof failed) => plan.findings.find(({ code }) => code.endsWith("failed-its-test"));
  expect(warned(failed)).toMatchObject({ severity: "warning", text: expect.stringContaining("rows: 0") });
  const siblingFailed = { point: "orders-2", runId: "t-1", at: NOW };
  const like = planOf({ ...volumes, point: pointWith({ ...whole, siblingFailed }) });
  expect(warned(like)).toMatchObject({
    severity: "warning",
    text: expect.stringContaining("orders-2, which"),
  });
  expect(warned(planOf(volumes))).toBeUndefined();
});

test("without a hold the manifest tells of the database; its version is not known then", () => {
  const plan = planOf({ ...volumes, point: pointWith(unfrozen) });
  expect(plan.postgresql).toEqual({ cluster: "main" });
  expect(plan.findings.map(({ code }) => code)).toContain("postgresql-version-unknown");
});

test("paths of the database decide which volumes it needs: the longest mount above each", () => {
  const nested = serverWith({
    mounts: [
      { mount: "/data", volumeIds: ["volume-data"], device: "/dev/a", fsType: "ext4" },
      { mount: "/data/main/pg_wal", volumeIds: ["volume-wal"], device: "/dev/b", fsType: "ext4" },
    ],
    acts: [
      {
        ...(serverWith({}).hold?.servers[0]?.acts[0] as { kind: "postgresql" }),
        paths: ["/data/main", "/data/main/pg_wal"],
      } as never,
    ],
  });
  const plan = planOf({ ...volumes, point: pointWith(nested) });
  expect(plan.postgresql?.dataRole).toBe("data");
  expect(plan.volumes.map(({ mount }) => mount)).toEqual(["/data/main/pg_wal", "/data"]);
  expect(planOf({ ...volumes, point: pointWith(nested), roles: ["data"] }).postgresql).toBeUndefined();
});

const use = (limit: number, inUse: number, counted = inUse) => ({ limit, inUse, reserved: 0, counted });
const quota = (change: object) => ({
  quota: {
    value: { volumes: use(10, 2), gigabytes: use(1_000, 40), groups: use(10, 1), perType: {}, ...change },
  },
});

test("a quota that does not hold it is known before anybody is asked", () => {
  expect(found(quota({ volumes: use(3, 2) }))).toEqual(["error quota prod"]);
  expect(found(quota({ groups: use(1, 1) }))).toEqual(["error quota prod"]);
  expect(found(quota({ groups: use(-1, 1) }))).toEqual([]);
  // A group reserves no gigabytes; volumes do.
  expect(found(quota({ gigabytes: use(50, 40) }))).toEqual([]);
  expect(found({ ...volumes, ...quota({ gigabytes: use(50, 40) }) })).toEqual(["error quota prod"]);
  expect(found({ ...volumes, ...quota({ groups: use(1, 1) }) })).toEqual([]);
  const perType = { tier1: { volumes: use(-1, 0), gigabytes: use(19, 0) } };
  expect(found({ ...volumes, ...quota({ perType }) })).toEqual(["error quota prod"]);
});

test("the use before and after is shown, and where Cinder's count has left the truth", () => {
  const plan = planOf({ ...volumes, ...quota({ gigabytes: use(1_000, 20, 40) }) });
  expect(plan.quota).toMatchObject({
    uses: {
      volumes: { before: 2, after: 4 },
      gigabytes: { before: 20, after: 40, counted: 40 },
      groups: { after: 1 },
    },
  });
  expect(plan.findings.find(({ code }) => code === "quota-drifted")?.text).toBe(
    "quota gigabytes: Cinder counts 20 as used, the project's lists show 40",
  );
  expect(planOf({}).findings.map(({ code }) => code)).toContain("quota-will-drift");
});
