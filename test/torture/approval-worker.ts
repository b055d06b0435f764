/**
 * One life of a process in which a snapshot is asked for, approved by two people and taken, killed at a chosen write.
 *
 *     node test/torture/approval-worker.ts [--kill before:7] DIRECTORY...
 *
 * Every life does what people and Slack would: asks with the same trigger, and clicks with the same triggers until it is
 * decided. When all has ended, what the store says is printed as a line of JSON; each taking of a snapshot is a line of the
 * ledger.
 */

import { fsyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Application } from "#domain/application.ts";
import type { Approval } from "#domain/approval.ts";
import { createEmbeddedEngine } from "#engine/embedded/embedded-engine.ts";
import { createOperations, type Operations, recover } from "#operations/index.ts";
import { openDatabase } from "#store/open-database.ts";
import { createRecords } from "#store/records.ts";
import { openStore } from "#store/store.ts";
import { systemClock as clock } from "#support/clock.ts";
import { confirmApproval } from "#workflows/confirm-approval.ts";
import { REQUEST_SNAPSHOT, SNAPSHOT_APPLICATION } from "#workflows/names.ts";
import type { Ports } from "#workflows/ports.ts";
import { requestSnapshot } from "#workflows/request-snapshot.ts";
import { SnapshotInput } from "#workflows/snapshot-application.ts";
import { snapshotDigest } from "#workflows/snapshot-digest.ts";
import { createSnapshotTurns } from "#workflows/snapshot-turns.ts";
import { createWindowSlots } from "#workflows/window-slots.ts";
import { noGuests, notAsked } from "../unit/operations/no-guests.ts";
import { withoutRestores } from "../workflows/without-restores.ts";
import { killedAt } from "./killed-at.ts";

const { values, positionals } = parseArgs({ options: { kill: { type: "string" } }, allowPositionals: true });
const [moment, write] = (values.kill ?? "never:0").split(":");
const never = new AbortController().signal;

const application = Application.parse({
  version: 1,
  application: "orders",
  cloud: "prod",
  owners: { operators: ["U0OPS"], approvers: ["U0BOSS", "U0CHIEF"], quorum: 2 },
  approve: ["snapshot"],
  group: { name: "orders", volumes: [{ role: "data", name: "orders-data" }] },
  servers: [{ name: "db-1", local: { port: 7001 } }],
  quiesce: { policy: "skip" },
});
const applications = new Map([["orders", application]]);

for (const directory of positionals) await live(directory);

async function live(directory: string): Promise<void> {
  const file = join(directory, "store", "store.db");
  const database = killedAt(openDatabase(file, { clock }), moment, Number(write));
  const records = createRecords({ store: openStore(database), clock, freeBytes: database.freeBytes });
  const ports = portsOf(records);
  const ledger = openSync(join(directory, "ledger"), "a");
  const engine = createEmbeddedEngine({
    database,
    clock,
    workflows: {
      [REQUEST_SNAPSHOT]: (ctx, input) => requestSnapshot(ctx, input, ports),
      [SNAPSHOT_APPLICATION]: async (ctx, input) => {
        const { approvalId = "" } = SnapshotInput.parse(input);
        await confirmApproval(ctx, approvalId, ({ runId }) => snapshotDigest(application, runId), ports);
        return ctx.step("window", async () => {
          writeSync(ledger, `${ctx.runId}\n`);
          fsyncSync(ledger);
          return { outcome: "ok" };
        });
      },
    },
  });
  const manifests = { current: () => applications, reload: async () => applications };
  const operations = createOperations({
    engine,
    ports: { ...ports, ...withoutRestores(openStore(database), clock) },
    manifests,
  });
  await recover(engine, ports);
  const { runId } = await approvedByBoth(operations);
  await engine.ended(runId);
  await engine.idle();
  const approvals = await records.approvals(10);
  const audit = database.read((sql) => sql.prepare("SELECT entry FROM audit ORDER BY seq").all());
  const acts = audit.map(({ entry }) => JSON.parse(String(entry)).act);
  const report = { run: await engine.get(runId), runs: (await engine.list()).length, approvals, acts };
  const verdict = await operations.auditVerify();
  await engine.close();
  database.close();
  process.stdout.write(`${JSON.stringify({ ...report, verdict })}\n`);
}

/** The same asking and the same two clicks in every life: what was done is not done again. */
async function approvedByBoth(operations: Operations) {
  const actor = { slackId: "U0OPS", name: "@ann" };
  const asked = await operations.snapshot({ application: "orders", actor, trigger: "asked" }, never);
  const approval = await stored(operations, asked.approvalId ?? "");
  for (const slackId of ["U0BOSS", "U0CHIEF"]) {
    const voice = {
      actor: { slackId, name: slackId },
      via: "slack",
      trigger: `click of ${slackId}`,
    } as const;
    const { id, digest } = approval;
    await operations.decide({ approvalId: id, digest, what: "approve", ...voice }, never);
  }
  return approval;
}

function stored(operations: Operations, id: string): Promise<Approval> {
  return new Promise((resolve) => {
    const stop = operations.onApproval((approval) => {
      stop();
      resolve(approval);
    });
    // It may be there already: asked after listening, so that it cannot be missed.
    operations.approval(id).then(resolve, () => undefined);
  });
}

function portsOf(records: Ports["records"]): Ports {
  return {
    clock,
    instance: "here",
    application: () => application,
    cloud: notAsked,
    guests: noGuests,
    records,
    members: {
      of: async () => [],
      person: async (id) => ({ id, team: "T", ours: true, deactivated: false, bot: false, guest: false }),
    },
    breakGlass: [],
    sign: () => "",
    limits: {
      heartbeatMs: 1_000,
      silenceMs: 3_000,
      budgetMaxMs: 30_000,
      creatingIsLeftoverMs: 600_000,
      windowExecutions: 3,
      betweenExecutionsMs: 0,
      windowsAtOnce: 1,
      pollMs: 15,
      betweenFreezesMs: 0,
      approvalExpiryMs: 3_600_000,
      prunedAtOnce: 3,
    },
    snapshotTurns: createSnapshotTurns(1),
    windowSlots: createWindowSlots(1),
  };
}
