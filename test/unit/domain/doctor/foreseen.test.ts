import { expect, test } from "vitest";
import type { Application } from "#domain/application.ts";
import { foreseen, type Outlook } from "#domain/doctor/foreseen.ts";
import type { ApplicationAct, ServerHold } from "#domain/evidence.ts";
import { application } from "../found.ts";

const hook: ApplicationAct = { kind: "hook", name: "flush", provedAfterFreeze: true, provedBeforeThaw: true };
const server: ServerHold = {
  server: "db-1",
  kit: "1.4.0",
  kernel: "6.1.0",
  bootId: "boot",
  mounts: [
    { mount: "/data", volumeIds: ["v-data"], device: "/dev/vdb", fsType: "ext4", fsUuid: "u1" },
    { mount: "/wal", volumeIds: ["v-wal"], device: "/dev/vdc", fsType: "ext4", fsUuid: "u2" },
  ],
  ...{ blockedBeforeCut: true, blockedAfterCut: true, heldUntilOrdered: true, thawCause: "ordered" },
  ...{ watchdogQuiet: true, thawProved: true },
  acts: [hook],
};
const wanting = (grade: "A" | "C"): Application => ({ ...application, objectives: { grade } });
const outlook: Outlook = {
  application: wanting("A"),
  volumes: [
    { role: "data", volumeId: "v-data", size: 10 },
    { role: "wal", volumeId: "v-wal", size: 5 },
  ],
  backend: {
    pools: ["host@pure#pool"],
    groupTypeSpec: "<is> True",
    poolCapability: true,
    driver: { driver: "pure", verdict: "atomic", by: "knowledge-base", source: "source" },
    unread: [],
  },
  servers: [server],
};

test("all that a hold without a flaw would show is grade A, and nothing is lacking", () => {
  expect(foreseen(outlook)).toEqual({
    grade: "A",
    text: "application-consistent (verified freeze)",
    wanted: "A",
    lacks: [],
  });
});

test("without an act of the application B, and why not A", () => {
  const { grade, lacks } = foreseen({ ...outlook, servers: [{ ...server, acts: [] }] });
  expect(grade).toBe("B");
  expect(lacks).toEqual([expect.stringMatching(/^A: the application itself took part/)]);
});

test("a hook that proves nothing is no act", () => {
  const silent = { ...hook, provedAfterFreeze: false, provedBeforeThaw: false };
  expect(foreseen({ ...outlook, servers: [{ ...server, acts: [silent] }] }).grade).toBe("B");
});

test("a volume that no stage freezes costs B, by its role", () => {
  const [data] = server.mounts;
  const { grade, lacks } = foreseen({
    ...outlook,
    servers: [{ ...server, mounts: data === undefined ? [] : [data] }],
  });
  expect(grade).toBe("C");
  expect(lacks.join()).toContain("(not: wal)");
});

test("without any freeze the back end alone counts, whatever is wanted", () => {
  const unfrozen = { ...outlook, application: wanting("C"), servers: [] };
  expect(foreseen(unfrozen)).toMatchObject({ grade: "C", wanted: "C" });
  const looping = {
    ...outlook.backend,
    driver: { verdict: "loops", by: "knowledge-base", source: "s" } as const,
  };
  expect(foreseen({ ...unfrozen, backend: looping })).toMatchObject({
    grade: "D",
    text: "non-atomic: per-volume snapshots",
  });
  expect(foreseen({ ...unfrozen, backend: { unread: ["403"] } })).toMatchObject({ grade: "E" });
});
