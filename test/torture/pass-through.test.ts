import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

it("npm run torture hands its arguments on: seed, rounds and seconds are those that were asked for", () => {
  const args = ["--seed", "7", "--rounds", "0", "--seconds", "1"];
  const { status, stdout } = spawnSync("npm", ["run", "--silent", "torture", "--", ...args], {
    cwd: root,
    encoding: "utf8",
    timeout: 60_000,
  });
  expect(stdout).toMatch(/^seed 7, at most 0 random rounds and 1 s$/m);
  expect(stdout).toMatch(/^[1-9]\d* passed, 0 failed$/m);
  expect(status).toBe(0);
}, 60_000);
