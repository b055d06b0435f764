import { copyFileSync, fdatasync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { createEmbeddedEngine, type EmbeddedEngineOptions } from "#engine/embedded/embedded-engine.ts";
import type { BoundWorkflow } from "#engine/port.ts";
import { openDatabase } from "#store/open-database.ts";
import { systemClock as clock } from "#support/clock.ts";
import { temporaryDatabase, temporaryDirectory } from "../store/temporary-database.ts";

type Rest = Partial<EmbeddedEngineOptions>;

function open(body: BoundWorkflow, rest: Rest = {}) {
  const database = rest.database ?? temporaryDatabase();
  const engine = createEmbeddedEngine({ database, clock, workflows: { "w@1": body }, ...rest });
  onTestFinished(() => engine.close());
  return { database, engine };
}

it("refuses a journal that a newer version wrote", () => {
  const database = temporaryDatabase();
  open(async () => null, { database });
  database.write((sql) => sql.exec("UPDATE schema_part SET version = version + 1 WHERE part = 'engine'"));
  expect(() => open(async () => null, { database })).toThrow(
    /schema engine \d+, but this Freezeframe knows engine up to/,
  );
});

it("counts an execution on disk before the step begins, and writes nothing while it runs", async () => {
  const seen: unknown[] = [];
  const { database, engine } = open(async (ctx) => {
    const changes = (): unknown =>
      database.read((sql) => sql.prepare("SELECT total_changes() AS n").get()?.n);
    return ctx.step("window", async ({ execution }) => {
      const before = changes();
      seen.push(database.read((sql) => sql.prepare("SELECT name, state, executions FROM step").get()));
      ctx.progress({ frozen: true });
      await new Promise(setImmediate);
      seen.push(changes() === before);
      return execution;
    });
  });
  await engine.start("w@1", "r1", null);
  await engine.ended("r1");
  expect(seen).toEqual([{ name: "window", state: "begun", executions: 1 }, true]);
});

it("tells the log the original error, with its cause", async () => {
  const cause = new TypeError("x is not a function");
  const errors: unknown[] = [];
  const { engine } = open((ctx) => ctx.step("s", () => Promise.reject(cause)), {
    onError: (runId, error) => errors.push([runId, error instanceof Error ? error.cause : error]),
  });
  await engine.start("w@1", "r1", null);
  await engine.ended("r1");
  expect(errors).toEqual([["r1", cause]]);
});

it("waits for a deaf step no longer than it was told, and journals nothing of it afterwards", async () => {
  let finish: () => void = () => undefined;
  const deaf = new Promise<null>((resolve) => {
    finish = () => resolve(null);
  });
  const { database, engine } = open((ctx) => ctx.step("deaf", () => deaf), { closeWithinMs: 20 });
  await engine.start("w@1", "r1", null);
  await expect
    .poll(() => database.read((sql) => sql.prepare("SELECT state FROM step").get()))
    .toEqual({ state: "begun" });
  await engine.close();
  finish();
  await new Promise(setImmediate);
  expect(database.read((sql) => sql.prepare("SELECT state FROM step").get())).toEqual({ state: "begun" });
  expect(await engine.get("r1")).toMatchObject({ state: "running" });
});

it("refuses a deadline that is no time", async () => {
  const { engine } = open(async (ctx) => ctx.receive("t", { until: Number.POSITIVE_INFINITY }));
  await engine.start("w@1", "r1", null);
  expect((await engine.ended("r1")).error).toMatchObject({ kind: "invalid-input" });
});

it("keeps its own step names apart from the workflow's", async () => {
  const { engine } = open((ctx) => ctx.step("$now:1", async () => 1));
  await engine.start("w@1", "r1", null);
  expect((await engine.ended("r1")).error?.message).toContain('must not begin with "$"');
});

/** A database of which it is known what a power failure would leave: nothing that came after the last sync began. */
function withPowerFailures() {
  const path = join(temporaryDirectory(), "store.db");
  let onDisk: string | undefined;
  const sync = async (file: number): Promise<void> => {
    const left = join(temporaryDirectory(), "store.db");
    copyFileSync(path, left);
    copyFileSync(`${path}-wal`, `${left}-wal`);
    await promisify(fdatasync)(file);
    // Slow enough for whoever does not wait to be seen.
    await setTimeout(5);
    onDisk = left;
  };
  const database = openDatabase(path, { clock, sync });
  onTestFinished(() => database.close());
  const left = (query: string): unknown[] => {
    if (onDisk === undefined) return [];
    const opened = new DatabaseSync(onDisk);
    try {
      return opened
        .prepare(query)
        .all()
        .map((row) => Object.values(row).join(" "));
    } finally {
      opened.close();
    }
  };
  return { database, left };
}

it("has on disk whatever anything rests on that happens", async () => {
  const { database, left } = withPowerFailures();
  const steps = (): unknown[] => left("SELECT name, state FROM step ORDER BY name");
  const seen: unknown[] = [];
  const { engine } = open(
    async (ctx) => {
      await ctx.step("a", async () => seen.push(steps()));
      seen.push(steps());
      await ctx.step("b", async () => seen.push(steps()));
      const message = await ctx.receive("t", { until: clock.now() + 60_000 });
      seen.push(steps());
      return message.kind;
    },
    { database },
  );
  await engine.start("w@1", "r1", null);
  seen.push(left("SELECT id, state FROM run"));
  await engine.send("r1", "t", null, "k");
  seen.push(left("SELECT topic, key FROM message"));
  const told = new Promise<unknown>((resolve) => {
    engine.onChange(({ state }) => void (state === "done" && resolve(left("SELECT state FROM run"))));
  });
  await engine.ended("r1");
  expect(left("SELECT state FROM run")).toEqual(["done"]);
  expect(await told).toEqual(["done"]);
  expect(seen).toEqual(
    expect.arrayContaining([
      ["r1 running"],
      ["t k"],
      ["a begun"],
      ["a done"],
      ["a done", "b begun"],
      ["$receive:t:1 done", "a done", "b done"],
    ]),
  );
});
