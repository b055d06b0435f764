import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../lab/harness/run.ts";

const root = join(import.meta.dirname, "../..");

const pages = ["docs/restore-tests.md", "docs/retention.md", "docs/orphans.md", "docs/design-guide.md"];

test.each(pages)("every code block of %s runs in the simulated world", async (page) => {
  const argv = [process.execPath, "scripts/run-docs.ts", "--playground", page];
  const { code, stdout, stderr } = await run(argv, { cwd: root, limitMs: 170_000 });
  expect(code, stdout + stderr).toBe(0);
});
