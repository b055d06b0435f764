import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../harness/lab.ts";
import { run } from "../harness/run.ts";

// What the pages tell people to type does what they say.

test.each(["docs/restore.md", "docs/restore-tests.md"])(
  "every code block of %s runs against the lab",
  async (page) => {
    const argv = [process.execPath, join(root, "scripts/run-docs.ts"), page];
    const { code, stdout, stderr } = await run(argv, { cwd: root, limitMs: 280_000 });
    expect(code, stdout + stderr).toBe(0);
  },
  300_000,
);
