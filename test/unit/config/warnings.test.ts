import { expect, test } from "vitest";
import { problemText } from "#config/problem.ts";
import { CONFIG, manifestWith, validated } from "./files.ts";

/** The warnings of one manifest, one line each. */
// biome-ignore lint/suspicious/noExplicitAny: a test's hand in a document of any shape
async function warningsWhen(change: (manifest: any) => void): Promise<string[]> {
  const { problems, warnings } = await validated({
    "config.yml": CONFIG,
    "manifests/orders.yml": manifestWith(change),
  });
  expect(problems).toEqual([]);
  return warnings.map((warning) => problemText(warning).replace(/^manifests\/orders\.yml:\d+:\d+ /, ""));
}

const postgresql = { kind: "postgresql", server: "db-1" };

test("a schedule whose slots are as far apart as the RPO cannot meet it: a snapshot takes its time", async () => {
  const schedule = (snapshot: string) =>
    warningsWhen((manifest) =>
      Object.assign(manifest, { objectives: { rpo: "4h" }, schedule: { snapshot } }),
    );
  expect(await schedule("0 */4 * * *")).toEqual([
    "schedule.snapshot: snapshots are up to 4 h apart and take about 10 s: the RPO of 4 h cannot be met",
  ]);
  expect(await schedule("0 8-20/2 * * *")).toEqual([
    "schedule.snapshot: snapshots are up to 12 h apart and take about 10 s: the RPO of 4 h cannot be met",
  ]);
  expect(await schedule("0 */3 * * *")).toEqual([]);
});

test("an RPO without a schedule is worth a word", async () => {
  expect(await warningsWhen((manifest) => (manifest.objectives = { rpo: "4h" }))).toEqual([
    "objectives.rpo: no schedule.snapshot: an RPO is met only if somebody keeps asking",
  ]);
});

test("grade B needs every volume frozen", async () => {
  const frozen = (roles: string[]) =>
    warningsWhen((manifest) => {
      manifest.objectives = { grade: "B" };
      manifest.quiesce.stages[0][0].roles = roles;
    });
  expect(await frozen(["data"])).toEqual([
    "group.volumes[1]: nothing freezes wal: grade B needs every volume of the group frozen",
  ]);
  expect(await frozen(["data", "wal"])).toEqual([]);
});

test("grade A needs an act of the application", async () => {
  expect(await warningsWhen((manifest) => (manifest.objectives = { grade: "A" }))).toEqual([
    "objectives.grade: grade A needs an act of the application: a postgresql or mariadb recipe, or a hook that can prove itself",
  ]);
});

test("what a database freezes only its guest can say, but it keeps no data under /etc", async () => {
  const warnings = await warningsWhen((manifest) => {
    manifest.objectives = { grade: "A" };
    manifest.quiesce.stages = [[postgresql]];
    manifest.group.volumes.push({ role: "config", name: "orders-config", mount: "/etc/orders" });
  });
  expect(warnings).toEqual([
    "group.volumes[2]: nothing freezes config: grade A needs every volume of the group frozen",
  ]);
});

test("a database freezes nothing on another server", async () => {
  const warnings = await warningsWhen((manifest) => {
    manifest.objectives = { grade: "A" };
    manifest.servers.push({ name: "web-1", local: { port: 7002 } });
    manifest.group.volumes[0].server = "db-1";
    manifest.group.volumes[1].server = "web-1";
    manifest.quiesce.stages = [[postgresql]];
  });
  expect(warnings).toEqual([
    "group.volumes[1]: nothing freezes wal: grade A needs every volume of the group frozen",
  ]);
});

test("policy skip reaches neither A nor B", async () => {
  const graded = (grade: string) =>
    warningsWhen((manifest) =>
      Object.assign(manifest, { objectives: { grade }, quiesce: { policy: "skip" } }),
    );
  expect(await graded("B")).toEqual([
    "objectives.grade: grade B needs a freeze, and policy: skip never freezes",
  ]);
  expect(await graded("C")).toEqual([]);
});

test("a budget above ten seconds is worth a word", async () => {
  const budget = (text: string) => warningsWhen((manifest) => (manifest.quiesce.budget = text));
  expect(await budget("10s")).toEqual([]);
  expect(await budget("20s")).toEqual([
    "quiesce.budget: writes may stop for 20 s: above 10 s cluster managers and clients begin to time out",
  ]);
});

test("an operator who would have to approve their own request is worth a word", async () => {
  expect(
    await warningsWhen((manifest) => (manifest.owners = { operators: ["U0OPS"], approvers: ["U0OPS"] })),
  ).toEqual([
    "owners.approvers: what U0OPS asks for can never be approved: nobody decides on their own request, and no other 1 may",
  ]);
});
