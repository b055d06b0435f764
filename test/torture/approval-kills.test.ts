import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { diedAt } from "./each-write.ts";
import { oneLife } from "./lives.ts";

const worker = fileURLToPath(new URL("approval-worker.ts", import.meta.url));
const moments = ["before", "inside", "after", "durable"] as const;
const lanes = 3;
/** Writes that only open the store; the kill matrix of the engine has them. */
const OPENED = 7;

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "freezeframe-approval-kills-"));
});
afterAll(async () => {
  await rm(root, { recursive: true });
});

it("killed at every write, a request has one approval, each approver counts once, and what they approved is one run", {
  timeout: 120_000,
}, async () => {
  const killed = await diedAt({ lanes, first: OPENED + 1 }, (lives) =>
    lives(async (write) => {
      await mkdir(join(root, `${write}`));
      const kill = { moment: moments[write % 4] ?? "before", write };
      return (await oneLife(root, [join(root, `${write}`)], kill, worker)).killed;
    }),
  );
  expect(killed.length).toBeGreaterThan(10);
  const directories = killed.map((write) => join(root, `${write}`));
  const { report } = await oneLife(root, directories, undefined, worker);
  const reports = report.trimEnd().split("\n");
  for (const [at, write] of killed.entries()) {
    const said = JSON.parse(reports[at] ?? "null");
    expect(said, `killed at write ${write}`).toMatchObject({
      run: { state: "done", workflow: "request-snapshot@1", result: { outcome: "ok" } },
      runs: 2,
      approvals: [{ state: "approved", decisions: [{ by: "U0BOSS" }, { by: "U0CHIEF" }] }],
      acts: ["approval.requested", "approval.approve", "approval.approve"],
      verdict: { intact: true, rows: 3 },
    });
    const taken = (await readFile(join(directories[at] ?? "", "ledger"), "utf8")).trim().split("\n");
    expect(new Set(taken), `killed at write ${write}`).toEqual(new Set([`${said.run.id}-snapshot`]));
    expect(taken.length).toBeLessThanOrEqual(2);
  }
});
