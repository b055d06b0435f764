import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const npmRun = (script: string, ...args: string[]) =>
  spawnSync("npm", ["run", "--silent", script, "--", ...args], {
    cwd: root,
    encoding: "utf8",
    timeout: 30_000,
  });

it("npm run bench says how it is used when the benchmark is unknown", () => {
  const { status, stdout, stderr } = npmRun("bench", "freeze-windows");
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain("usage: npm run bench -- freeze-window [--rounds N]");
});

it("npm run bench refuses a number of rounds that is none", () => {
  const { status, stderr } = npmRun("bench", "freeze-window", "--rounds", "many");
  expect(status).toBe(2);
  expect(stderr).toContain("usage: npm run bench");
});
