import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { diedAt } from "./each-write.ts";
import { judge, oneLife } from "./lives.ts";

const moments = ["before", "inside", "after", "durable"] as const;

/** A life is mostly start-up: more than one at a time, but no more than a small machine can take. */
const lanes = 3;

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "freezeframe-kill-matrix-"));
});
afterAll(async () => {
  await rm(root, { recursive: true });
});

it("loses no run and runs nothing twice that was journaled, killed at every write", {
  timeout: 120_000,
}, async () => {
  const killed = await diedAt({ lanes }, (lives) =>
    lives(async (write) => {
      await mkdir(join(root, `${write}`));
      const kill = { moment: moments[write % 4] ?? "before", write };
      return (await oneLife(root, [join(root, `${write}`)], kill)).killed;
    }),
  );
  expect(killed.length).toBeGreaterThan(25);
  // No gap: each write from the first to the last was the death of one process.
  expect(killed).toEqual(Array.from({ length: killed.length }, (_, index) => index + 1));

  const directories = killed.map((write) => join(root, `${write}`));
  const finished = await oneLife(root, directories);
  const reports = finished.report.trimEnd().split("\n");
  const violations = await Promise.all(
    directories.map((directory, at) => judge(directory, reports[at] ?? "")),
  );
  expect(violations.map((found, at) => `write ${killed[at]}: ${found.join("; ")}`)).toEqual(
    killed.map((write) => `write ${write}: `),
  );
});
