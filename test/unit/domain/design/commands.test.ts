import { expect, test } from "vitest";
import { backEndsOf } from "#domain/design/back-end.ts";
import { commands } from "#domain/design/commands.ts";
import type { DesignFacts } from "#domain/design/facts.ts";
import { homeOf } from "#domain/design/home.ts";
import type { Step } from "#domain/design/step.ts";
import { designFacts, orders } from "./sample-facts.ts";

function stepsOf(facts: DesignFacts): Map<string, Step> {
  const { parts } = commands(facts, homeOf(facts, backEndsOf(facts.cloud)));
  return new Map(parts.flatMap((part) => (part.kind === "step" ? [[part.step.id, part.step] as const] : [])));
}

const linesOf = (step: Step | undefined): string[] => step?.shell.flatMap(({ lines }) => lines) ?? [];
const allLines = (steps: Map<string, Step>): string => [...steps.values()].flatMap(linesOf).join("\n");

test("what is there is named by its id, and nothing is made twice", () => {
  const steps = stepsOf(designFacts());
  expect(linesOf(steps.get("group-create"))[0]).toBe("GROUP=group-1");
  expect(steps.get("volumes-add")?.shell).toEqual([]);
  expect(linesOf(steps.get("verify"))[0]).toContain("'id-config id-data id-wal'");
});

test("a group that is not there is made, and its volumes are added, as command and as REST", () => {
  const steps = stepsOf(designFacts("atomic", { group: { missing: "no group orders" }, inGroup: [] }));
  expect(linesOf(steps.get("group-create"))[0]).toBe(
    "GROUP=$(openstack volume group create --name orders consistent fast -f value -c ID)",
  );
  expect(linesOf(steps.get("volumes-add"))[0]).toContain(
    "cinder group-update --add-volumes id-data,id-wal,id-config",
  );
  expect(steps.get("group-create")?.http[0]).toMatchObject({
    method: "POST",
    path: "/groups",
    body: { group: { name: "orders", group_type: "gt-consistent", volume_types: ["vt-fast"] } },
    keep: { GROUP: "group.id" },
  });
});

test("commands that never work in the named clients are never printed to be run", () => {
  const lines = allLines(stepsOf(designFacts()));
  expect(lines).not.toMatch(/openstack volume group (type |snapshot )?show/);
  expect(lines).toContain("cinder group-snapshot-show");
});

test("the spec is set on a back end that heeds it, and on no other: there it would only look consistent", () => {
  expect(allLines(stepsOf(designFacts("atomic")))).toContain(
    "--property 'consistent_group_snapshot_enabled=<is> True'",
  );
  expect(allLines(stepsOf(designFacts("loops")))).not.toContain("--property 'consistent_group");
});

test("data is frozen before the WAL, a file system beside them in its stage, and nothing that was frozen by others is thawed", () => {
  const freeze = linesOf(stepsOf(designFacts()).get("freeze"));
  expect(freeze.find((line) => line.includes("FROZEN"))).toContain(
    "freeze /srv/data && freeze /srv/wal && freeze /srv/config && echo FROZEN",
  );
  expect(freeze.join("\n")).toContain('fsfreeze -f "$1" && frozen="$1 $frozen"');
});

test("MariaDB's redo log is frozen last, behind its binary log", () => {
  const application = orders({
    group: {
      name: "orders",
      volumes: ["data", "redo", "binlog"].map((role) => ({ role, name: role, mount: `/srv/${role}` })),
    },
    quiesce: { policy: "require", stages: [[{ kind: "mariadb", server: "orders-1" }]] },
    restore: undefined,
    restoreTest: undefined,
  });
  const freeze = linesOf(stepsOf(designFacts("atomic", { application })).get("freeze"));
  expect(freeze.join("\n")).toContain(
    "freeze /srv/data && freeze /srv/binlog && freeze /srv/redo && echo FROZEN",
  );
});

test("a guest's own word on its mounts goes before the manifest's", () => {
  const told = { mount: "/data2", volumeIds: ["id-data"], device: "/dev/vdb", fsType: "ext4" };
  const steps = stepsOf(designFacts("atomic", { mounts: [{ server: "orders-1", mounts: [told] }] }));
  expect(linesOf(steps.get("freeze")).join("\n")).toContain("freeze /data2 && freeze /srv/wal");
});

test("restored volumes are attached in the order that the manifest names, and detached in reverse", () => {
  const lines = linesOf(stepsOf(designFacts("loops")).get("attach-volumes")).filter((line) =>
    line.startsWith("openstack"),
  );
  const role = (line: string) => /RESTORED_(\w+)/.exec(line)?.[1];
  expect(lines.map(role)).toEqual(["data", "wal", "config", "config", "wal", "data"]);
});

test("a driver that cannot make a volume of one member is restored as a group alone", () => {
  const steps = stepsOf(designFacts("atomic"));
  expect(steps.has("restore-volumes")).toBe(false);
  expect(steps.get("restore-group")?.about[0]?.text).toContain("The only way here");
  expect(stepsOf(designFacts("loops")).has("restore-volumes")).toBe(true);
});

test("where nothing is frozen by the manifest, no freeze is printed", () => {
  const steps = stepsOf(designFacts("atomic", { application: orders({ quiesce: { policy: "skip" } }) }));
  expect(steps.has("freeze")).toBe(false);
  expect(allLines(steps)).not.toContain("fsfreeze");
});
