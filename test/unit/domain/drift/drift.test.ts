import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { changedSince, type Now } from "#domain/drift/changed-since.ts";
import { CLOUD_CODES, fromPreflight } from "#domain/drift/from-preflight.ts";
import { aboutGuest, GUEST_CODES, guestDrift } from "#domain/drift/guest-drift.ts";
import { nextReport, type Part } from "#domain/drift/next-report.ts";
import { otherSnapshots, SNAPSHOT_CODES } from "#domain/drift/other-snapshots.ts";
import { OUTSIDE_CODES, outsideTheGroup } from "#domain/drift/outside-the-group.ts";
import { driftStanding } from "#domain/drift/standing.ts";
import { error, type Finding, info, warning } from "#domain/finding.ts";
import { SHIPPED_KIT } from "#domain/shipped-kit.ts";
import { backend, server, set, unfrozen, whole } from "../observed.ts";
import { pointWith } from "../restore/restorable.ts";

const at = (hour: number) => Date.UTC(2026, 10, 24, hour);
const codes = (findings: readonly Finding[]) => findings.map(({ code }) => code);

const volume = (role: string, change: object = {}) => ({
  role,
  volumeId: `volume-${role}`,
  volumeType: "tier1",
  size: 10,
  ...change,
});
const now = (change: Partial<Now> = {}): Now => ({
  groupName: "orders",
  volumes: [volume("data"), volume("wal")],
  backend,
  ...change,
});
const typed = { ...set, members: set.members.map((one) => ({ ...one, volumeType: "tier1" })) };
const newest = pointWith({ ...whole, set: typed });

describe("since the newest point", () => {
  test("nothing has changed, or there is no point: no finding", () => {
    expect(changedSince(now(), newest)).toEqual([]);
    expect(changedSince(now({ volumes: [] }), undefined)).toEqual([]);
  });

  test.each<[string, Partial<Now>]>([
    ["size-changed", { volumes: [volume("data", { size: 20 }), volume("wal")] }],
    ["type-changed", { volumes: [volume("data", { volumeType: "bulk" }), volume("wal")] }],
    ["volume-replaced", { volumes: [volume("data", { volumeId: "another" }), volume("wal")] }],
    ["role-is-new", { volumes: [volume("data"), volume("wal"), volume("archive")] }],
    ["spec-changed", { backend: { ...backend, groupTypeSpec: "<is> true" } }],
    ["spec-changed", { backend: { ...backend, groupTypeSpec: null } }],
    ["capability-changed", { backend: { ...backend, poolCapability: false } }],
    [
      "driver-changed",
      { backend: { ...backend, driver: { verdict: "loops", by: "declared", source: "c" } } },
    ],
    ["pool-changed", { backend: { ...backend, pools: ["host@pure#other"] } }],
  ])("%s", (code, change) => {
    const findings = changedSince(now(change), newest);
    expect(codes(findings)).toEqual([code]);
    expect(findings[0]?.text).toContain(newest.id);
  });

  test.each<[string, keyof typeof backend]>([
    ["spec-unreadable", "groupTypeSpec"],
    ["capability-unreadable", "poolCapability"],
  ])("%s: what was read then cannot be read now", (code, key) => {
    const { [key]: _gone, ...rest } = backend;
    const [finding] = changedSince(now({ backend: { ...rest, unread: ["no rights"] } }), newest);
    expect(finding).toMatchObject({
      code,
      severity: "warning",
      text: expect.stringMatching(/^no rights to see/),
    });
  });

  test("what could not be read then says nothing of now", () => {
    const blind = pointWith({ ...unfrozen, set: typed, backend: { unread: ["no rights"] } });
    expect(changedSince(now(), blind)).toEqual([]);
  });

  test("every warning says what it costs, and how to look at it or mend it", () => {
    const worst = now({
      volumes: [volume("data", { size: 20, volumeType: "bulk" }), volume("wal", { volumeId: "another" })],
      backend: { ...backend, groupTypeSpec: null, poolCapability: false, pools: ["other"] },
    });
    const findings = changedSince(worst, newest).filter(({ severity }) => severity === "warning");
    expect(findings.length).toBeGreaterThan(4);
    for (const { costs, next } of findings) expect([costs, next]).not.toContain(undefined);
  });
});

describe("in the guests", () => {
  const guest = (change: object = {}) => ({
    server: "db-1",
    kit: SHIPPED_KIT,
    mounts: server.mounts,
    ...change,
  });

  test("the kit that this release brings is the one that findings compare with", () => {
    const kit = readFileSync(
      new URL("../../../../deploy/guest-kit/freezeframe-hold", import.meta.url),
      "utf8",
    );
    expect(/VERSION=(\S+)/.exec(kit)?.[1]).toBe(SHIPPED_KIT);
  });

  test.each([
    ["1.1.9", ["kit-older"]],
    ["0.9.0", ["kit-older"]],
    [SHIPPED_KIT, []],
    ["1.10.0", []],
    ["2.0.0", []],
    [undefined, []],
  ])("a kit %s: %j", (kit, expected) => {
    expect(codes(guestDrift([guest({ kit })], newest))).toEqual(expected);
  });

  test("a mount that lies on another volume than at the newest point", () => {
    const moved = server.mounts.map((one) => ({ ...one, volumeIds: ["volume-x"] }));
    const findings = guestDrift([guest({ mounts: moved })], newest);
    expect(codes(findings)).toEqual(["mount-moved", "mount-moved"]);
    expect(findings[0]?.text).toContain("/data of db-1 lies on volume-x and lay on volume-data");
  });

  test("a host key that is another one is told apart from other failures", () => {
    const lost = (text: string) => error("cannot-freeze", "orders", text, { next: "pin it" });
    expect(aboutGuest(lost("db-1: Host key verification failed.")).code).toBe("host-key-changed");
    expect(aboutGuest(lost("db-1: connection timed out")).code).toBe("cannot-freeze");
  });
});

describe("beside the group", () => {
  const group = { id: "g", volumeIds: ["volume-data"] };
  const one = (change: object = {}) => ({
    server: "db-1",
    volumeId: "volume-x",
    name: "archive",
    bootable: false,
    ...change,
  });

  test("a volume of the server that is not in the group is in no snapshot", () => {
    const [finding] = outsideTheGroup([one()], group, "prod");
    expect(finding).toMatchObject({
      code: "attached-outside-group",
      severity: "warning",
      subject: "volume-x",
    });
    expect(finding?.next).toContain("cinder group-update --add-volumes volume-x g");
  });

  test("what it boots from is said and is no fault; the group's own, and what a restore has made, is nothing", () => {
    expect(outsideTheGroup([one({ bootable: true })], group, "prod")).toMatchObject([{ severity: "info" }]);
    expect(outsideTheGroup([one({ volumeId: "volume-data" })], group, "prod")).toEqual([]);
    expect(outsideTheGroup([one({ name: "ffr/prod/orders/r-1/data" })], group, "prod")).toEqual([]);
  });

  test("other tools' snapshots are told, another Freezeframe's warned of, ours are ours", () => {
    const snapshot = (id: string, name: string) => ({ id, volumeId: "v", name });
    const all = [
      snapshot("1", "ff/prod/orders/r-1/t"),
      snapshot("2", "nightly"),
      snapshot("3", "ff/staging/orders/r-1/t"),
      ...Array.from({ length: 9 }, (_, index) => snapshot(`n${index}`, "")),
    ];
    const findings = otherSnapshots("data", all, "prod");
    expect(codes(findings)).toEqual(["another-instance", "other-tools-snapshots"]);
    expect(findings[1]?.text).toContain("nightly, n0, n1 and 7 more");
    expect(otherSnapshots("data", all.slice(0, 1), "prod")).toEqual([]);
  });

  test("of what preflight finds, only what is another than the manifest says is drift", () => {
    const found = [error("volume-not-in-group", "data", "x"), error("over-quota", "snapshots", "x")];
    expect(codes(fromPreflight(found))).toEqual(["volume-not-in-group"]);
  });
});

describe("from look to look", () => {
  const cloud = (findings: readonly Finding[], unseen?: string): Part => ({
    codes: ["a", "b"],
    findings,
    unseen,
  });
  const guests = (findings: readonly Finding[], unseen?: string): Part => ({
    codes: ["g"],
    findings,
    unseen,
  });
  const look = (hour: number, ...parts: Part[]) => ({ application: "orders", at: at(hour), parts });
  const a = warning("a", "data", "x");
  const g = warning("g", "db-1", "x");

  test("a finding is found once, keeps its beginning, and resolves itself", () => {
    const first = nextReport(look(1, cloud([a])), undefined);
    expect(codes(first.found)).toEqual(["a"]);
    const second = nextReport(look(2, cloud([{ ...a, text: "in other words" }])), first.report);
    expect([second.found, second.resolved]).toEqual([[], []]);
    expect(second.report.findings).toMatchObject([{ since: at(1), text: "in other words" }]);
    const third = nextReport(look(3, cloud([])), second.report);
    expect([codes(third.resolved), third.report.findings]).toEqual([["a"], []]);
  });

  test("what nobody could look at stays, and nothing else does", () => {
    const first = nextReport(look(1, cloud([a]), guests([g])), undefined);
    const second = nextReport(look(2, cloud([]), guests([], "db-1 does not answer")), first.report);
    expect(codes(second.resolved)).toEqual(["a"]);
    expect(codes(second.report.findings)).toEqual(["g"]);
    expect(second.report.unseen).toEqual(["db-1 does not answer"]);
    const third = nextReport(look(3, cloud([], "no cloud"), guests([], "no cloud")), second.report);
    expect([codes(third.report.findings), third.report.unseen]).toEqual([["g"], ["no cloud"]]);
  });

  test("of two subjects with one code each is its own", () => {
    const both = [a, { ...a, subject: "wal" }];
    const { report } = nextReport(look(1, cloud(both)), undefined);
    expect(codes(nextReport(look(2, cloud([a])), report).resolved)).toEqual(["a"]);
  });
});

test("what somebody has to mend is missed; what is only said is not", () => {
  const report = (...findings: Finding[]) => ({
    application: "orders",
    at: at(1),
    unseen: [],
    findings: findings.map((finding) => ({ ...finding, since: at(1) })),
  });
  expect(driftStanding("orders", undefined).state).toBe("kept");
  expect(driftStanding("orders", report(info("i", "x", "said"))).state).toBe("kept");
  const many = ["1", "2", "3", "4", "5"].map((subject) => warning("a", subject, `finding ${subject}`));
  const standing = driftStanding("orders", report(...many));
  // Those that are counted are named all the same, so that the incident changes when one of them does.
  const text = expect.stringMatching(/finding 3; and 2 more \(a of 4, a of 5\)$/);
  expect(standing).toMatchObject({ state: "missed", text });
});

test("every code that a look can show is documented, with what it means", () => {
  const page = readFileSync(new URL("../../../../docs/drift.md", import.meta.url), "utf8");
  const documented = [...page.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code),
  );
  const all = [...CLOUD_CODES, ...GUEST_CODES, ...OUTSIDE_CODES, ...SNAPSHOT_CODES];
  expect(documented.toSorted()).toEqual(all.toSorted());
});
