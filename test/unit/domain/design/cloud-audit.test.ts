import { expect, test } from "vitest";
import { auditCloud, type SeenGroup, type SeenGroupedVolume } from "#domain/design/cloud-audit.ts";
import { cloudAuditText } from "#surfaces/cli/text/cloud-audit.ts";
import { cloudAuditCsv } from "#surfaces/cli/text/cloud-audit-csv.ts";
import { cloudSeen, pool } from "./sample-facts.ts";

const group = (name: string, groupTypeId: string): SeenGroup => ({
  id: `id-${name}`,
  name,
  status: "available",
  groupTypeId,
  projectId: "p-1",
});
const member = (of: string, on: string | undefined): SeenGroupedVolume => ({
  id: `v-${of}`,
  name: of,
  groupId: `id-${of}`,
  type: "fast",
  pool: on,
});

const audit = (groups: SeenGroup[], volumes: SeenGroupedVolume[], cloud = cloudSeen()) =>
  auditCloud({ cloud, groups, volumes });
const verdictOf = (of: ReturnType<typeof audit>, name: string) => of.lines.find((one) => one.name === name);

test("a consistent type over a looping back end is deceived, and stands first", () => {
  const judged = audit(
    [group("good", "gt-consistent"), group("bad", "gt-consistent"), group("plain", "gt-plain")],
    [member("good", "host@fast#one"), member("bad", "host@ceph#rbd"), member("plain", "host@ceph#rbd")],
  );
  expect(judged.lines[0]).toMatchObject({ name: "bad", believes: "yes", verdict: "deceived" });
  expect(verdictOf(judged, "good")?.verdict).toBe("consistent");
  expect(judged.lines.find((one) => one.kind === "group" && one.name === "plain")).toMatchObject({
    id: "id-plain",
    believes: "no",
    verdict: "plain",
  });
});

test("a misspelt spec deceives its type and every group of it", () => {
  const judged = audit([group("orders", "gt-misspelt")], [member("orders", "host@fast#one")]);
  expect(verdictOf(judged, "almost")).toMatchObject({ verdict: "deceived" });
  expect(verdictOf(judged, "almost")?.why).toContain('"<is> true"');
  expect(verdictOf(judged, "orders")).toMatchObject({ believes: "yes", verdict: "deceived" });
});

test("a back end that claims the capability and loops deceives, and so does a volume type that leads there", () => {
  const cloud = cloudSeen({
    pools: { value: [pool("host@fast#one")] },
    declared: [{ pool: "host@fast", driver: "PowerFlexDriver", release: 28 }],
  });
  const judged = audit([], [], cloud);
  expect(verdictOf(judged, "host@fast#one")).toMatchObject({ believes: "yes", verdict: "deceived" });
  expect(verdictOf(judged, "fast")).toMatchObject({ believes: "yes", verdict: "deceived" });
});

test("what the credential is not shown is unknown, not plain", () => {
  const hidden = { unread: "not shown" };
  const cloud = cloudSeen({
    pools: hidden,
    declared: [],
    groupTypes: [{ id: "gt-consistent", name: "consistent", spec: hidden }],
    volumeTypes: [{ id: "vt-fast", name: "fast", spec: hidden, backendName: hidden }],
  });
  const judged = audit([group("orders", "gt-consistent")], [member("orders", undefined)], cloud);
  expect(judged.lines.map(({ verdict }) => verdict)).toEqual(["unknown", "unknown", "unknown"]);
});

test("the table counts the deceived, and a name that looks like a formula is text in the CSV", () => {
  const judged = audit([group("=1+1", "gt-misspelt")], []);
  expect(cloudAuditText(judged)).toMatch(/^prod: 2 things believe to be consistent and are not/);
  const [heading, first] = cloudAuditCsv(judged).split("\n");
  expect(heading).toBe("cloud,read,as,what,name,id,project,believes,is,why");
  expect(first).toContain(",'=1+1,id-=1+1,p-1,yes,NOT CONSISTENT,");
});
