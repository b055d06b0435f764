/**
 * One life of a process that is killed at a chosen journal write and started again until its runs have ended.
 *
 *     node test/torture/worker.ts [--kill before:7] DIRECTORY...
 *
 * `before` write 7 begins, `inside` its transaction, `after` that, or once it is `durable`. Effects go to a ledger outside the journal,
 * fsynced line by line; when everything of a directory has ended, the journal's view of it is printed as a line of JSON.
 */
import { randomUUID } from "node:crypto";
import { fsyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DomainError } from "#domain/errors.ts";
import { createEmbeddedEngine } from "#engine/embedded/embedded-engine.ts";
import type { BoundWorkflow, RunContext, StepContext } from "#engine/port.ts";
import { openDatabase } from "#store/open-database.ts";
import { createRecords } from "#store/records.ts";
import { openStore } from "#store/store.ts";
import { systemClock as clock } from "#support/clock.ts";
import type { RecordsPort } from "#workflows/records-port.ts";
import { killedAt } from "./killed-at.ts";

const { values, positionals } = parseArgs({ options: { kill: { type: "string" } }, allowPositionals: true });
const [moment, write] = (values.kill ?? "never:0").split(":");

for (const directory of positionals) await live(directory);

async function live(directory: string): Promise<void> {
  const database = killedAt(
    openDatabase(join(directory, "store", "store.db"), { clock }),
    moment,
    Number(write),
  );
  const store = openStore(database);
  const records = createRecords({ store, clock, freeBytes: database.freeBytes });
  const engine = createEmbeddedEngine({
    database,
    clock,
    workflows: workflows(openLedger(directory), records),
  });
  await engine.recover();
  await engine.start("main@1", "main-1", null, { lockKey: "orders-db" });
  await engine.start("second@1", "second-1", null, { lockKey: "orders-db" });
  // As a click that is delivered again in every life: each time under another id, but with the same key.
  const clicked = await engine.start("clicked@1", `clicked-${randomUUID()}`, null, { key: "click-1" });
  const clickedRun = "id" in clicked ? clicked.id : clicked.busyWith;
  await engine.send("main-1", "approval", { yes: true }, "click-1");
  for (const id of ["main-1", "second-1", clickedRun]) await engine.ended(id);
  await engine.idle();
  const views = await engine.list();
  const open = await records.openHolds();
  const audit = await store.verifyAudit();
  await engine.close();
  database.close();
  process.stdout.write(`${JSON.stringify({ views, clickedRun, openHolds: open.length, audit })}\n`);
}

type Note = (...words: string[]) => void;

function openLedger(directory: string): Note {
  const ledger = openSync(join(directory, "ledger"), "a");
  return (...words) => {
    writeSync(ledger, `${words.join(" ")}\n`);
    fsyncSync(ledger);
  };
}

function workflows(note: Note, records: RecordsPort): Record<string, BoundWorkflow> {
  /** A step that does something outside, under a fresh name each time it runs, and says what the journal gave back. */
  const effect = async (
    ctx: RunContext,
    name: string,
    act?: (step: StepContext, id: string) => Promise<void>,
  ) => {
    const id = await ctx.step(name, async (step) => {
      const fresh = randomUUID();
      note("did", ctx.runId, name, fresh);
      await act?.(step, fresh);
      return fresh;
    });
    note("got", ctx.runId, name, id);
    return id;
  };
  const refuse = async (): Promise<void> => {
    throw new DomainError("refused", "not this time", { next: "ask again" });
  };
  const main: BoundWorkflow = async (ctx) => {
    const startedAt = await ctx.now();
    note("got", ctx.runId, "now", String(startedAt));
    const held = await effect(ctx, "window", (step, id) => window(records, ctx.runId, step, id));
    let refusal = "";
    try {
      await effect(ctx, "refused", refuse);
    } catch (error) {
      if (error instanceof DomainError) refusal = `${error.kind}: ${error.message}, ${error.next}`;
      await effect(ctx, "compensate");
    }
    const answer = await ctx.receive("approval", { until: startedAt + 3_600_000 });
    const late = await ctx.receive("nobody", { until: startedAt + 5 });
    await ctx.sleep(startedAt + 10);
    const child = await ctx.child<string>("child@1", "child-1", { of: held }, { lockKey: "shop" });
    return { startedAt, held, refusal, answer, late, child } as const;
  };
  return {
    "main@1": main,
    "second@1": (ctx) => effect(ctx, "second"),
    "child@1": (ctx) => effect(ctx, "child"),
    "clicked@1": (ctx) => effect(ctx, "clicked"),
  };
}

/** As a freeze window does: settles what an earlier execution left, opens a hold of its own, settles that. */
async function window(records: RecordsPort, runId: string, step: StepContext, token: string): Promise<void> {
  for (const left of await records.openHolds("orders-db"))
    await records.settleHold(left.token, "settled at start");
  const hold = { token, application: "orders-db", runId, execution: step.execution, servers: ["s1"] };
  await records.openHold({ ...hold, openedAt: clock.now() });
  await records.settleHold(token, "ordered");
}
