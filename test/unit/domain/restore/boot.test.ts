import { describe, expect, test } from "vitest";
import type { FoundBoot } from "#domain/restore/boot-facts.ts";
import { cutOverCommands } from "#domain/restore/cut-over.ts";
import type { RestoreFacts } from "#domain/restore/facts.ts";
import { canRestore, makePlan } from "#domain/restore/make-plan.ts";
import { planDigest } from "#domain/restore/plan.ts";
import { planLines } from "#domain/restore/plan-lines.ts";
import { headlineOf, reached } from "#domain/restore/report.ts";
import { restoredLeft } from "#domain/restore/restored-left.ts";
import { targetOf } from "#domain/restore/target.ts";
import { application, facts, member, NOW, source } from "./restorable.ts";

const flavor = { id: "2", name: "recovery", cores: 1, ramMib: 512, diskGib: 10 };
const image = { id: "image-1", name: "debian", status: "active", minDiskGib: 2, minRamMib: 256 };

const found: FoundBoot = {
  flavor: { asked: "recovery", found: { value: flavor } },
  image: { asked: "debian", found: { value: { ...image, postgresql: [15], glibc: "2.36" } } },
  networks: [],
  quota: {
    value: {
      instances: { limit: 10, used: 2 },
      cores: { limit: 20, used: 4 },
      ramMib: { limit: -1, used: 4_096 },
    },
  },
};

const booting = (boot: Partial<FoundBoot> = {}, change: Partial<RestoreFacts> = {}) =>
  makePlan({ ...facts, target: "boot", server: undefined, boot: { ...found, ...boot }, ...change }, NOW);

const codes = (plan: ReturnType<typeof makePlan>) =>
  plan.findings
    .filter(
      ({ code }) =>
        code.startsWith("boot") ||
        code === "quota" ||
        code.startsWith("postgresql") ||
        code.startsWith("no-"),
    )
    .map(({ severity, code, subject }) => `${severity} ${code} ${subject}`);

const ownRoot = [member("data"), member("wal", { source: source("wal", { bootable: true }) })];

describe("a plan that boots", () => {
  test("names everything that is booted, with no network, and what is checked", () => {
    const plan = booting();
    expect(canRestore(plan)).toBe(true);
    expect(plan.server).toBeUndefined();
    expect(plan.boot).toEqual({
      name: "ffr/test/orders/<run>/server",
      flavor: "recovery",
      flavorId: "2",
      image: "debian",
      imageId: "image-1",
      networks: [],
      networkIds: [],
    });
    expect(plan.postgresql).toMatchObject({ cluster: "main", major: 15 });
    expect(plan.checks.map(({ kind }) => kind)).toEqual(["filesystem", "postgresql"]);
    expect(planLines(plan, NOW)).toContain(
      "boot server ffr/test/orders/<run>/server: flavor recovery, from image debian, with wal, data; no network",
    );
    expect(planLines(plan, NOW).find((line) => line.startsWith("quota: "))).toContain(
      "instances 2 → 3 of 10, cores 4 → 5 of 20, ram (MiB) 4096 → 4608 of no limit",
    );
  });

  test("has another digest with another flavor, image or network", () => {
    const other = booting({
      flavor: { asked: "big", found: { value: { ...flavor, id: "9", name: "big" } } },
    });
    expect(planDigest(other)).not.toBe(planDigest(booting()));
    expect(planDigest(booting())).toBe(planDigest(booting({ quota: { unread: "no rights" } })));
  });

  test.each<[string, Partial<FoundBoot>, Partial<RestoreFacts>, string[]]>([
    ["no boot in the manifest", {}, { boot: undefined }, ["error no-boot orders"]],
    [
      "no such flavor",
      { flavor: { asked: "huge", found: { unread: "no flavor" } } },
      {},
      ["error boot-flavor huge"],
    ],
    [
      "no such image",
      { image: { asked: "none", found: { unread: "no image" } } },
      {},
      ["error boot-image none"],
    ],
    [
      "a flavor without a disk",
      { flavor: { asked: "f", found: { value: { ...flavor, diskGib: 0 } } } },
      {},
      ["error boot-flavor-disk recovery"],
    ],
    [
      "a flavor that is too small",
      { flavor: { asked: "f", found: { value: { ...flavor, diskGib: 1, ramMib: 128 } } } },
      {},
      ["error boot-flavor-disk recovery", "error boot-flavor-ram recovery"],
    ],
    [
      "an image that is not ready",
      { image: { asked: "i", found: { value: { ...image, status: "queued", postgresql: [15] } } } },
      {},
      ["error boot-image i"],
    ],
    [
      "a network that is not listed",
      { networks: [{ asked: "prod", listed: false, found: { value: { id: "n", name: "prod" } } }] },
      {},
      ["error boot-network-not-isolated prod"],
    ],
    [
      "a listed network that is not there",
      { networks: [{ asked: "lost", listed: true, found: { unread: "no network" } }] },
      {},
      ["error boot-network lost"],
    ],
    [
      "no quota left",
      {
        quota: {
          value: {
            instances: { limit: 2, used: 2 },
            cores: { limit: 4, used: 4 },
            ramMib: { limit: 100, used: 0 },
          },
        },
      },
      {},
      ["error quota prod", "error quota prod", "error quota prod"],
    ],
    ["a quota that is not shown", { quota: { unread: "403" } }, {}, ["info boot-quota-not-read prod"]],
    [
      "an image that does not tell",
      { image: { asked: "i", found: { value: image } } },
      {},
      ["info boot-image-untold i"],
    ],
    [
      "an image with another PostgreSQL",
      { image: { asked: "i", found: { value: { ...image, postgresql: [13] } } } },
      {},
      ["error postgresql-version main"],
    ],
    ["an image and a root volume", {}, { members: ownRoot }, ["error boot-two-roots orders"]],
    ["neither image nor root volume", { image: undefined }, {}, ["error boot-no-root orders"]],
    [
      "two root volumes",
      { image: undefined },
      {
        members: ["data", "wal"].map((role) => member(role, { source: source(role, { bootable: true }) })),
      },
      ["error boot-no-root orders"],
    ],
  ])("%s: said before anybody is asked", (_what, boot, change, expected) => {
    expect(codes(booting(boot, change))).toEqual(expected);
  });

  test("of the application's own root volume starts no database and checks nothing: it can only say that it booted", () => {
    const plan = booting({ image: undefined }, { members: ownRoot });
    expect(codes(plan)).toEqual(["warning boot-own-system wal"]);
    expect(plan.boot).toMatchObject({ rootRole: "wal" });
    expect(plan.boot?.image).toBeUndefined();
    expect([plan.postgresql, plan.checks]).toEqual([undefined, []]);
    expect(planLines(plan, NOW).join("\n")).toContain("from the restored wal volume");
  });

  test("leaves a bootable volume out and boots an image where the role is not restored", () => {
    expect(codes(booting({}, { members: ownRoot, roles: ["data"] }))).toEqual([]);
  });
});

test("where nobody says so, the manifest decides where the volumes are read", () => {
  const { restore } = application;
  const boot = { flavor: "recovery", networks: "none" };
  expect(targetOf(undefined, restore)).toBe("server");
  expect(targetOf(undefined, { ...restore, boot })).toBe("server");
  expect(targetOf(undefined, { boot })).toBe("boot");
  expect(targetOf(undefined, {})).toBe("volumes");
  expect(targetOf("volumes", restore)).toBe("volumes");
});

test("a recovery server that is asked for and not named stands against the plan", () => {
  const plan = makePlan({ ...facts, server: undefined }, NOW);
  expect(canRestore(plan)).toBe(false);
  expect(codes(plan)).toEqual(["error no-recovery-server orders"]);
});

const phase = (ok: boolean) => ({ ok, at: 1, ms: 1, text: "it says" });

test.each([
  [
    { volumesCreated: phase(true), booted: phase(false) },
    "volumes created",
    /^volumes created, no more: .*; booting the server failed/,
  ],
  [
    { volumesCreated: phase(true), booted: phase(true) },
    "booted",
    /^booted, no more: .*; the application's data was not read/,
  ],
])("booted is what was seen to boot", (phases, word, headline) => {
  const came = { phases, needsDatabase: true };
  expect(reached(came)).toBe(word);
  expect(headlineOf({ ...came, application: "orders", point: "p" })).toMatch(headline);
});

test("what is left is removed server first, and no volume is taken from a server that goes", () => {
  const volume = {
    id: "v1",
    name: "ffr/test/orders/r/data",
    status: "in-use",
    attachments: [{ serverId: "s1" }],
  };
  const server = { id: "s1", name: "ffr/test/orders/r/server", status: "ACTIVE" };
  expect(restoredLeft({ servers: [server], groups: [], volumes: [volume] })).toMatchObject([
    { kind: "server", remedy: ["openstack server delete --wait s1"] },
    { kind: "volume", remedy: ["openstack volume delete v1"] },
  ]);
});

test("a cut-over deletes the server that was booted, and takes nothing from it before", () => {
  const plan = { ...booting(), server: { id: "s1", name: "ffr/test/orders/r/server" } };
  const commands = cutOverCommands(application, plan, [{ role: "data", volumeId: "v1" }]).join("\n");
  expect(commands).toContain("openstack server delete --wait s1");
  expect(commands).not.toContain("openstack server remove volume s1");
});
