import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../lab/harness/run.ts";

const root = join(import.meta.dirname, "../..");

test("every code block of docs/restore-tests.md runs in the simulated world", async () => {
  const argv = [process.execPath, "scripts/run-docs.ts", "--playground", "docs/restore-tests.md"];
  const { code, stdout, stderr } = await run(argv, { cwd: root, limitMs: 170_000 });
  expect(code, stdout + stderr).toBe(0);
});
