import { expect, test } from "vitest";
import { type ApplicationDir, applicationDir } from "../harness/application-dir.ts";
import { freezeframe } from "../harness/freezeframe.ts";
import { lab as runningLab } from "../harness/lab.ts";
import { normalizedDesign } from "../harness/normalized-design.ts";

// wiki-db: `lab/up.sh --mariadb` brings it up.
test.each(["orders-db", "orders-db-loop", "shop", "wiki-db"])(
  "the whole design of %s, as the lab's cloud has it",
  async (application) => {
    await using dir = await applicationDir(await runningLab(), { application });
    await expect(await designOf(dir)).toMatchFileSnapshot(`../golden/design-${application}.md`);
  },
  300_000,
);

test("a MariaDB that does not run stops a snapshot, and the design says so with what to do", async () => {
  await using dir = await applicationDir(await runningLab(), {
    application: "orders-db",
    manifest: (manifest) => {
      const server = manifest.servers[0].name;
      manifest.quiesce.stages = [
        [{ kind: "mariadb", server }],
        [{ kind: "fsfreeze", server, roles: ["config"] }],
      ];
      manifest.restoreTest.checks = [{ kind: "filesystem" }];
    },
  });
  expect(await designOf(dir)).toMatch(
    /\*\*stops it\*\*: orders-db: orders-db-1: MariaDB at \/run\/mysqld\/mysqld\.sock, asked as root: .*; do: Check that the server runs/,
  );
}, 300_000);

async function designOf(dir: ApplicationDir): Promise<string> {
  const { code, stdout, stderr } = await freezeframe(["design", dir.application], { dir, limitMs: 280_000 });
  expect(code, stderr).toBe(0);
  return normalizedDesign(stdout);
}

test("an audit of the lab's cloud judges what anybody can see of it", async () => {
  await using dir = await applicationDir(await runningLab(), { application: "orders-db" });
  const { code, stdout, stderr } = await freezeframe(["design", "--cloud", "lab", "--json"], {
    dir,
    limitMs: 280_000,
  });
  // 4: another test of this lab may have something that is deceived.
  expect([0, 4], stdout + stderr).toContain(code);
  const { lines } = JSON.parse(stdout).result;
  const verdict = (kind: string, name: string) =>
    lines.find((one: { kind: string; name: string }) => one.kind === kind && one.name === name)?.verdict;
  expect(verdict("group", "orders-db")).toBe("consistent");
  expect(verdict("group", "orders-db-loop")).toBe("plain");
  expect(verdict("group type", "consistent")).toBe("consistent");
  expect(verdict("volume type", "generic")).toBe("plain");
}, 300_000);
