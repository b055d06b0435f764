import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const worker = fileURLToPath(new URL("disk-full-worker.ts", import.meta.url));
let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "freezeframe-disk-full-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

const live = (pages: number) =>
  spawnSync(process.execPath, [worker, directory, String(pages)], { encoding: "utf8", timeout: 60_000 });

it("ends the process when the disk is full, tells no workflow, and goes on where it was once there is space", () => {
  const full = live(40);
  expect(full.status).toBe(70);
  expect(full.stdout).toBe("did part 1\ndid part 2\ndid part 3\n");
  expect(JSON.parse(full.stderr.trim().split("\n").at(-1) ?? "")).toMatchObject({
    level: 60,
    msg: expect.stringContaining("database or disk is full"),
  });

  const again = live(0);
  expect(again.status).toBe(0);
  // Part 3 happened, but its result found no place in the journal: it happens once more.
  expect(again.stdout).toBe('did part 3\ndid part 4\ndid part 5\ndone "filled"\n');
});
