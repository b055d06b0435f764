import { expect, onTestFinished, test } from "vitest";
import type { Actor } from "#domain/permission.ts";
import { createLog } from "#support/log.ts";
import type { Backstage } from "#surfaces/cli/backstage.ts";
import { runCommandLine } from "#surfaces/cli/cli.ts";
import { exitStatus } from "#surfaces/cli/exit-status.ts";
import { connectControl } from "#surfaces/control/client.ts";
import { createControlServer } from "#surfaces/control/server.ts";
import { never, temporaryDirectory } from "../control/running-bot.ts";
import { guarded, guardedHouse, requested } from "../operations/guarded-house.ts";

/** OS users as config maps them. */
const operators: Record<string, string> = { ann: "U0OPS", cleo: "U0BOSS", dan: "U0CHIEF" };
const actorOf = (user: string): Actor => ({
  slackId: operators[user],
  name: `${user} on the command line`,
});

/** A bot with real operations and store, and command lines of several OS users over its socket. */
async function bot(options: Parameters<typeof guardedHouse>[0] = {}) {
  const house = guardedHouse(options);
  const directory = temporaryDirectory();
  onTestFinished(() => directory[Symbol.dispose]());
  const path = `${directory.path}/control/freezeframe.sock`;
  const server = createControlServer({
    ...{ operations: house.operations, actorOf, path, log: createLog({ level: "silent" }) },
  });
  await server.listen(never);
  onTestFinished(() => server.close());
  const as =
    (user: string) =>
    async (...argv: string[]) => {
      const [out, err] = [[] as string[], [] as string[]];
      const session = async () => {
        const connected = await connectControl(path, { user });
        if (connected === undefined) throw new Error("nobody listens");
        return connected;
      };
      const missing = () => Promise.reject(new Error("not asked"));
      const backstage: Backstage = {
        ...{ actor: async () => actorOf(user), bot: session, open: session },
        ...{ validate: missing, thaw: missing, start: missing, draw: missing, putBackStore: missing },
      };
      const status = await runCommandLine(argv, {
        terminal: { out: (text) => out.push(text), err: (text) => err.push(text), live: true },
        backstage: () => backstage,
        signal: never,
        now: () => house.clock.at,
      });
      return { status, out: out.join("\n"), err: err.join("\n") };
    };
  return { house, as };
}

test("approvals lists what waits, and one of them whole", async () => {
  const { house, as } = await bot();
  expect((await as("dan")("approvals")).out).toBe("nothing waits for an approval, and nothing did");
  const { approval } = await requested(house);
  const { out } = await as("dan")("approvals");
  expect(out).toMatch(/^APPROVAL +STATE +APPLICATION +WHAT +ASKED BY +APPROVED +EXPIRES +REASON\n/);
  expect(out).toContain(approval.id);
  expect(out).toContain("in 1 h");
  const whole = (await as("nobody")("approvals", approval.id)).out;
  for (const part of [approval.digest, ...approval.summary, "U0BOSS, U0CHIEF", "before the upgrade"])
    expect(whole).toContain(part);
  const json = JSON.parse((await as("dan")("approvals", "--json")).out);
  expect(json).toMatchObject({ verb: "approvals", result: [{ id: approval.id, state: "requested" }] });
});

test("a snapshot is followed while it waits; an approval by another user lets it go on", async () => {
  const { house, as } = await bot();
  const snapshot = as("ann")("snapshot", "orders", "--reason", "before the upgrade");
  await expect.poll(() => house.records.openApprovals()).toHaveLength(1);
  const id = (await house.records.openApprovals())[0]?.id ?? "";
  const { status, out } = await as("cleo")("approve", id, "--reason", "checked");
  expect({ status, out }).toEqual({
    status: exitStatus.ok,
    out: `${id} (snapshot of orders): approved by U0BOSS at 2026-11-23 10:42 UTC, 1 of 1 approved`,
  });
  const told = await snapshot;
  expect(told.err).toContain(
    `waits for approval ${id}: an approver decides in Slack, or with freezeframe approve ${id}`,
  );
  expect(house.taken).toHaveLength(1);
  expect(await house.operations.approval(id)).toMatchObject({
    decisions: [{ by: "U0BOSS", via: "command line", reason: "checked" }],
  });
});

test("a snapshot that is denied ends as refused, with who and why", async () => {
  const { house, as } = await bot();
  const snapshot = as("ann")("snapshot", "orders", "--json");
  await expect.poll(() => house.records.openApprovals()).toHaveLength(1);
  const id = (await house.records.openApprovals())[0]?.id ?? "";
  expect((await as("dan")("deny", id)).err).toContain("deny needs --reason TEXT");
  expect((await as("dan")("deny", id, "--reason", "not today")).status).toBe(exitStatus.ok);
  const { status, out } = await snapshot;
  expect(status).toBe(exitStatus.refused);
  expect(JSON.parse(out)).toMatchObject({
    result: { outcome: "denied", approvalId: id, why: "denied by U0CHIEF: not today" },
  });
});

test.each([
  ["whoever asked", "ann", exitStatus["not-permitted"], "nobody decides on their own request"],
  ["a user who is mapped to nobody", "nobody", exitStatus["not-permitted"], "is mapped to no Slack user"],
])("an approval by %s is refused and audited", async (_who, user, status, words) => {
  const { house, as } = await bot();
  const { approval } = await requested(house);
  const said = await as(user)("approve", approval.id);
  expect(said.status).toBe(status);
  expect(said.err).toContain(words);
  expect(await house.operations.approval(approval.id)).toMatchObject({ state: "requested" });
  expect(house.audit().at(-1)).toMatchObject({ act: "approval.approve.refused" });
});

test("an approval that does not exist is answered with the nearest one", async () => {
  const { house, as } = await bot();
  const { approval } = await requested(house);
  const { status, err } = await as("cleo")("approve", approval.id.replace(/.$/, "~"));
  expect(status).toBe(exitStatus["not-found"]);
  expect(err).toContain(`did you mean "${approval.id}"?`);
});

test("a request is withdrawn by whoever asked, and is decided no more", async () => {
  const { house, as } = await bot();
  const { approval } = await requested(house);
  expect((await as("ann")("withdraw", approval.id, "--reason", "put off")).out).toContain(
    "withdrawn by U0OPS at 2026-11-23 10:42 UTC, 0 of 1 approved: put off",
  );
  const { status, err } = await as("cleo")("approve", approval.id);
  expect(status).toBe(exitStatus.refused);
  expect(err).toContain("was withdrawn by U0OPS");
});

test("the glass is broken by whom config names alone, and reviewed by an approver", async () => {
  const { house, as } = await bot({ breakGlass: ["U0OPS"], applications: [guarded({ quorum: 2 })] });
  const { approval } = await requested(house);
  const reason = ["--reason", "the database is down"] as const;
  expect((await as("cleo")("break-glass", approval.id, ...reason)).status).toBe(exitStatus["not-permitted"]);
  expect((await as("ann")("break-glass", approval.id, ...reason)).out).toContain(
    "approved, TO BE REVIEWED by U0OPS",
  );
  expect((await as("dan")("approvals", approval.id)).out).toContain(`freezeframe review ${approval.id}`);
  expect((await as("ann")("review", approval.id)).status).toBe(exitStatus["not-permitted"]);
  expect((await as("dan")("review", approval.id)).out).toContain(
    "reviewed by U0CHIEF at 2026-11-23 10:42 UTC",
  );
  expect((await as("dan")("review", approval.id)).status).toBe(exitStatus.refused);
});

test("audit verify reads the whole chain, and says where it was broken", async () => {
  const { house, as } = await bot();
  await requested(house);
  const intact = await as("nobody")("audit", "verify");
  expect(intact.status).toBe(exitStatus.ok);
  expect(intact.out).toMatch(/^the audit is intact: \d+ rows, the newest with hash [0-9a-f]{64}\n/);
  house.database.write((sql) =>
    sql.exec(
      "DROP TRIGGER audit_never_changes; UPDATE audit SET entry = replace(entry, 'U0OPS', 'U0EVE') WHERE seq = 1",
    ),
  );
  const broken = await as("nobody")("audit", "verify");
  expect(broken.status).toBe(exitStatus.failed);
  expect(broken.out).toMatch(/^THE AUDIT IS NOT INTACT: row 1: /);
  expect((await as("nobody")("audit", "shred")).status).toBe(exitStatus["invalid-input"]);
});
