import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DomainError } from "#domain/errors.ts";
import type { BoundWorkflow, Engine, Json, RunContext } from "#engine/port.ts";

export type Workflows = Readonly<Record<string, BoundWorkflow>>;

/** One durable state that engines are opened on, one after the other. */
export interface EngineHarness {
  open(workflows: Workflows): Promise<Engine>;
  /** Closes the open engine, if any, and gives its state free for the next `open`. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

/** What every adapter of the engine port must do. */
export function engineConformance(name: string, makeHarness: () => Promise<EngineHarness>): void {
  describe(`an engine on ${name}`, () => {
    let harness: EngineHarness;
    beforeEach(async () => {
      harness = await makeHarness();
    });
    afterEach(async () => {
      await harness.dispose();
    });

    /** Opens an engine whose only workflow is `body`. */
    const open = (body: BoundWorkflow): Promise<Engine> => harness.open({ "w@1": body });
    const run = async (body: BoundWorkflow, input: Json = null) => {
      const engine = await open(body);
      await engine.start("w@1", "r1", input);
      return engine.ended("r1");
    };

    describe("runs", () => {
      it("gives a workflow its input and keeps its result", async () => {
        const view = await run(async (ctx, input) => ({ id: ctx.runId, input }), { volumes: ["a", "b"] });
        expect(view).toMatchObject({
          id: "r1",
          workflow: "w@1",
          state: "done",
          input: { volumes: ["a", "b"] },
        });
        expect(view.result).toEqual({ id: "r1", input: { volumes: ["a", "b"] } });
        expect(view.endedAt).toBeGreaterThanOrEqual(view.createdAt);
      });

      it("starts the same id once, also after it has ended and after a restart", async () => {
        let executions = 0;
        const body: BoundWorkflow = async () => ++executions;
        const engine = await open(body);
        expect(await engine.start("w@1", "r1", null)).toEqual({
          kind: "started",
          id: "r1",
          state: "running",
        });
        expect(await engine.start("w@1", "r1", null)).toEqual({ kind: "known", id: "r1" });
        await engine.ended("r1");
        await harness.restart();
        const again = await open(body);
        await again.recover();
        expect(await again.start("w@1", "r1", null)).toEqual({ kind: "known", id: "r1" });
        await again.idle();
        expect(executions).toBe(1);
      });

      it("starts the same key once, whatever the id, also after it has ended and after a restart", async () => {
        let executions = 0;
        const body: BoundWorkflow = async () => ++executions;
        const engine = await open(body);
        const started = await engine.start("w@1", "r1", null, { key: "click-1" });
        expect(started).toEqual({ kind: "started", id: "r1", state: "running" });
        expect(await engine.start("w@1", "r2", null, { key: "click-1" })).toEqual({
          kind: "known",
          id: "r1",
        });
        await engine.ended("r1");
        await harness.restart();
        const again = await open(body);
        await again.recover();
        expect(await again.start("w@1", "r3", null, { key: "click-1" })).toEqual({ kind: "known", id: "r1" });
        expect(await again.startedWith("click-1")).toMatchObject({ id: "r1", state: "done" });
        expect(await again.startedWith("click-2")).toBeUndefined();
        expect(await again.get("r2")).toBeUndefined();
        await again.start("w@1", "r4", null, { key: "click-2" });
        await again.idle();
        expect(executions).toBe(2);
      });

      it("lets one of many starts with one key win", async () => {
        let executions = 0;
        const engine = await open(async () => ++executions);
        const starts = Array.from({ length: 20 }, (_, index) =>
          engine.start("w@1", `r${index}`, null, { key: "click-1" }),
        );
        const kinds = (await Promise.all(starts)).map(({ kind }) => kind);
        expect(kinds).toEqual(["started", ...Array.from({ length: 19 }, () => "known")]);
        await engine.idle();
        expect(executions).toBe(1);
      });

      it("refuses a key over 200 characters", async () => {
        const engine = await open(async () => null);
        const start = engine.start("w@1", "r1", null, { key: "k".repeat(201) });
        await expect(start).rejects.toMatchObject({ kind: "invalid-input" });
        expect(await engine.get("r1")).toBeUndefined();
      });

      it("refuses a workflow that it does not know", async () => {
        const engine = await open(async () => null);
        await expect(engine.start("other@1", "r1", null)).rejects.toMatchObject({ kind: "invalid-input" });
        expect(await engine.get("r1")).toBeUndefined();
      });

      it("refuses an input over 64 KiB", async () => {
        const engine = await open(async () => null);
        await expect(engine.start("w@1", "r1", "x".repeat(65_536))).rejects.toMatchObject({
          kind: "invalid-input",
        });
      });

      it("keeps kind, message and next step of the error that ended a run", async () => {
        const view = await run(async () => {
          throw new DomainError("unreachable", "guest orders-db-1 did not answer", {
            next: "check the network",
          });
        });
        expect(view.state).toBe("failed");
        expect(view.error).toEqual({
          kind: "unreachable",
          message: "guest orders-db-1 did not answer",
          next: "check the network",
        });
      });

      it("lists runs newest first, by state and workflow", async () => {
        const engine = await harness.open({
          "good@1": async () => null,
          "bad@1": async () => {
            throw new Error("no");
          },
        });
        await engine.start("good@1", "a", null);
        await engine.start("bad@1", "b", null);
        await engine.start("good@1", "c", null);
        await engine.idle();
        const ids = async (filter?: Parameters<Engine["list"]>[0]) =>
          (await engine.list(filter)).map((view) => view.id);
        expect(await ids()).toEqual(["c", "b", "a"]);
        expect(await ids({ state: "failed" })).toEqual(["b"]);
        expect(await ids({ workflow: "good@1", limit: 1 })).toEqual(["c"]);
      });

      it("says that a run is not there", async () => {
        const engine = await open(async () => null);
        expect(await engine.get("nobody")).toBeUndefined();
        await expect(engine.ended("nobody")).rejects.toMatchObject({ kind: "not-found" });
        await expect(engine.cancel("nobody", "x")).rejects.toMatchObject({ kind: "not-found" });
        await expect(engine.send("nobody", "t", 1, "k")).rejects.toMatchObject({ kind: "not-found" });
      });

      it("stops waiting for an end when the waiter's signal is aborted", async () => {
        const engine = await open((ctx) => untilAborted(ctx.signal));
        await engine.start("w@1", "r1", null);
        const waiter = new AbortController();
        const waiting = engine.ended("r1", waiter.signal);
        waiter.abort(new Error("enough"));
        await expect(waiting).rejects.toThrow("enough");
      });
    });

    describe("steps", () => {
      it("returns to the first execution just what a replay will get: the JSON image", async () => {
        const view = await run(async (ctx) => {
          const seen = await ctx.step("a", async () => ({
            at: new Date(0) as unknown as string,
            none: undefined,
          }));
          return { type: typeof seen.at, keys: Object.keys(seen) };
        });
        expect(view.result).toEqual({ type: "string", keys: ["at"] });
      });

      it("does not run a step again after a restart, whether it worked or failed", async () => {
        const calls: string[] = [];
        const hold = blocker();
        const body: BoundWorkflow = async (ctx) => {
          const one = await ctx.step("one", async () => calls.push("one"));
          const two = await caught(
            ctx.step("two", async () => {
              calls.push("two");
              throw new DomainError("refused", "not now", { next: "wait" });
            }),
          );
          await ctx.step("three", (step) => hold.block(step.signal));
          return { one, two };
        };
        const engine = await open(body);
        await engine.start("w@1", "r1", null);
        await hold.reached();
        await harness.restart();
        hold.release();
        const again = await open(body);
        expect(await again.recover()).toEqual({ resumed: ["r1"], parked: [] });
        const view = await again.ended("r1");
        expect(view.result).toEqual({ one: 1, two: { kind: "refused", message: "not now", next: "wait" } });
        expect(calls).toEqual(["one", "two"]);
      });

      it("counts the executions of a step across restarts", async () => {
        const seen: number[] = [];
        const hold = blocker();
        const body: BoundWorkflow = (ctx) =>
          ctx.step("window", async (step) => {
            seen.push(step.execution);
            await hold.block(step.signal);
            return step.execution;
          });
        const engine = await open(body);
        await engine.start("w@1", "r1", null);
        for (let life = 1; life < 3; life++) {
          await hold.reached();
          await harness.restart();
          const again = await open(body);
          if (life === 2) hold.release();
          await again.recover();
          if (life === 2) expect((await again.ended("r1")).result).toBe(3);
        }
        expect(seen).toEqual([1, 2, 3]);
      });

      it("does not take a shutdown's abort for the step's error", async () => {
        const errors: unknown[] = [];
        const hold = blocker();
        const body: BoundWorkflow = async (ctx) => {
          try {
            await ctx.step("window", (step) => hold.block(step.signal));
          } catch (error) {
            errors.push(error);
            await ctx.step("compensate", async () => null);
          }
          return "ok";
        };
        const engine = await open(body);
        await engine.start("w@1", "r1", null);
        await hold.reached();
        await harness.restart();
        hold.release();
        const again = await open(body);
        await again.recover();
        expect((await again.ended("r1")).result).toBe("ok");
        expect(errors).toEqual([]);
      });

      it("keeps the result of a step that ends well during a shutdown, and begins no other", async () => {
        const calls: string[] = [];
        const hold = blocker();
        const body: BoundWorkflow = async (ctx) => {
          await ctx.step("slow", async (step) => {
            calls.push("slow");
            await caught(hold.block(step.signal));
            return null;
          });
          await ctx.step("after", async () => calls.push("after"));
          return null;
        };
        const engine = await open(body);
        await engine.start("w@1", "r1", null);
        await hold.reached();
        await harness.restart();
        expect(calls).toEqual(["slow"]);
        const again = await open(body);
        await again.recover();
        await again.ended("r1");
        expect(calls).toEqual(["slow", "after"]);
      });

      it("begins no step once it is closed, whatever the workflow was doing", async () => {
        const calls: string[] = [];
        const hold = blocker();
        const engine = await open(async (ctx) => {
          await hold.stubborn();
          await ctx.step("after", async () => calls.push("after"));
          calls.push("went on");
          return null;
        });
        await engine.start("w@1", "r1", null);
        await hold.reached();
        await engine.close();
        hold.release();
        await new Promise(setImmediate);
        expect(calls).toEqual([]);
        expect(await engine.get("r1")).toMatchObject({ state: "running" });
      });

      it("fails a run that uses a step name twice", async () => {
        const view = await run(async (ctx) => {
          await ctx.step("same", async () => 1);
          return ctx.step("same", async () => 2);
        });
        expect(view.state).toBe("failed");
        expect(view.error?.message).toContain('"same" twice');
      });

      it("makes a result over 64 KiB the step's error", async () => {
        const view = await run(async (ctx) => caught(ctx.step("big", async () => "x".repeat(65_536))));
        expect(view.result).toMatchObject({ kind: "failed" });
      });

      it("takes a result of just under 64 KiB", async () => {
        const view = await run(async (ctx) => (await ctx.step("big", async () => "é".repeat(32_767))).length);
        expect(view.result).toBe(32_767);
      });

      it("makes any other error a DomainError `failed`", async () => {
        const view = await run(async (ctx) =>
          caught(
            ctx.step("a", async () => {
              throw new TypeError("x is not a function");
            }),
          ),
        );
        expect(view.result).toEqual({ kind: "failed", message: "x is not a function" });
      });
    });

    describe("time", () => {
      it("gives a replay the time of the first execution", async () => {
        const hold = blocker();
        const times: number[][] = [];
        const body: BoundWorkflow = async (ctx) => {
          times.push([await ctx.now(), await ctx.now()]);
          await ctx.step("block", (step) => hold.block(step.signal));
          return null;
        };
        const engine = await open(body);
        await engine.start("w@1", "r1", null);
        await hold.reached();
        await harness.restart();
        hold.release();
        const again = await open(body);
        await again.recover();
        await again.ended("r1");
        expect(times).toHaveLength(2);
        expect(times[1]).toEqual(times[0]);
      });

      it("sleeps until the time of the first execution, across a restart", async () => {
        const asked: number[] = [];
        const body: BoundWorkflow = async (ctx) => {
          const until = asked.length === 0 ? Date.now() + 300 : Date.now() + 3_600_000;
          asked.push(until);
          await ctx.sleep(until);
          return Date.now();
        };
        const engine = await open(body);
        await engine.start("w@1", "r1", null);
        await expect.poll(() => asked.length).toBe(1);
        await harness.restart();
        const again = await open(body);
        await again.recover();
        const view = await again.ended("r1");
        expect(asked).toHaveLength(2);
        expect(view.result).toBeGreaterThanOrEqual(asked[0] ?? Infinity);
      });
    });

    describe("messages", () => {
      const receiving: BoundWorkflow = async (ctx) => {
        const until = (await ctx.now()) + 60_000;
        return ctx.receive("approval", { until });
      };

      it("wakes a run that waits", async () => {
        const waiting: string[] = [];
        const engine = await open(async (ctx) => {
          const until = (await ctx.now()) + 60_000;
          waiting.push(ctx.runId);
          return ctx.receive("approval", { until });
        });
        await engine.start("w@1", "r1", null);
        await expect.poll(() => waiting).toEqual(["r1"]);
        await engine.send("r1", "approval", { yes: true }, "click-1");
        expect((await engine.ended("r1")).result).toEqual({ kind: "message", value: { yes: true } });
      });

      it("keeps a message that comes before anyone waits", async () => {
        const hold = blocker();
        const engine = await open(async (ctx, input) => {
          await ctx.step("busy", (step) => hold.block(step.signal));
          return receiving(ctx, input);
        });
        await engine.start("w@1", "r1", null);
        await hold.reached();
        await engine.send("r1", "approval", "early", "click-1");
        hold.release();
        expect((await engine.ended("r1")).result).toEqual({ kind: "message", value: "early" });
      });

      it("takes the same key once and gives the messages of a topic in order", async () => {
        const hold = blocker();
        const engine = await open(async (ctx) => {
          await ctx.step("busy", (step) => hold.block(step.signal));
          const until = (await ctx.now()) + 50;
          return [
            await ctx.receive("a", { until }),
            await ctx.receive("a", { until }),
            await ctx.receive("a", { until }),
          ] as unknown as Json;
        });
        await engine.start("w@1", "r1", null);
        await hold.reached();
        await engine.send("r1", "a", 1, "k1");
        await engine.send("r1", "b", 99, "k9");
        await engine.send("r1", "a", 1, "k1");
        await engine.send("r1", "a", 2, "k2");
        hold.release();
        expect((await engine.ended("r1")).result).toEqual([
          { kind: "message", value: 1 },
          { kind: "message", value: 2 },
          { kind: "deadline" },
        ]);
      });

      it("keeps message and deadline across a restart", async () => {
        const waiting: string[] = [];
        const body: BoundWorkflow = async (ctx, input) => {
          waiting.push(ctx.runId);
          const until = ctx.runId === "late" ? (await ctx.now()) + 200 : (await ctx.now()) + 60_000;
          if (ctx.runId === "late") return ctx.receive("approval", { until });
          return receiving(ctx, input);
        };
        const engine = await open(body);
        await engine.start("w@1", "late", null);
        await engine.start("w@1", "early", null);
        await expect.poll(() => waiting.length).toBe(2);
        await harness.restart();
        const again = await open(body);
        await again.send("early", "approval", "sent before the run was taken up", "click-1");
        await again.recover();
        expect((await again.ended("early")).result).toMatchObject({ kind: "message" });
        expect((await again.ended("late")).result).toEqual({ kind: "deadline" });
      });

      it("gives a replay the message that was received", async () => {
        const hold = blocker();
        const got: unknown[] = [];
        const body: BoundWorkflow = async (ctx, input) => {
          got.push(await receiving(ctx, input));
          await ctx.step("block", (step) => hold.block(step.signal));
          return null;
        };
        const engine = await open(body);
        await engine.start("w@1", "r1", null);
        await engine.send("r1", "approval", 1, "k1");
        await hold.reached();
        await engine.send("r1", "approval", 2, "k2");
        await harness.restart();
        hold.release();
        const again = await open(body);
        await again.recover();
        await again.ended("r1");
        expect(got).toEqual([
          { kind: "message", value: 1 },
          { kind: "message", value: 1 },
        ]);
      });
    });

    describe("lock keys", () => {
      it("run one at a time and queue by age", async () => {
        const order: string[] = [];
        const holds = new Map(["a", "b", "c"].map((id) => [id, blocker()]));
        const engine = await open(async (ctx) => {
          order.push(`+${ctx.runId}`);
          await ctx.step("s", (step) => holds.get(ctx.runId)?.block(step.signal) ?? Promise.resolve(null));
          order.push(`-${ctx.runId}`);
          return null;
        });
        for (const id of ["a", "b", "c"]) {
          expect(await engine.start("w@1", id, null, { lockKey: "orders-db" })).toMatchObject({
            state: id === "a" ? "running" : "queued",
          });
        }
        expect(await engine.start("w@1", "other", null, { lockKey: "shop" })).toMatchObject({
          state: "running",
        });
        await engine.ended("other");
        expect((await engine.get("b"))?.state).toBe("queued");
        for (const hold of holds.values()) hold.release();
        await engine.idle();
        expect(order.filter((line) => !line.endsWith("other"))).toEqual(["+a", "-a", "+b", "-b", "+c", "-c"]);
      });

      it("join the run that holds the key: the second id is another name of it for good", async () => {
        const hold = blocker();
        const body: BoundWorkflow = async (ctx) => {
          await ctx.step("s", (step) => hold.block(step.signal));
          return "result of a";
        };
        const engine = await open(body);
        await engine.start("w@1", "a", null, { lockKey: "k" });
        expect(await engine.start("w@1", "b", null, { lockKey: "k", onBusy: "join" })).toEqual({
          kind: "joined",
          id: "a",
        });
        await hold.reached();
        await harness.restart();
        hold.release();
        const again = await open(body);
        await again.recover();
        expect(await again.ended("b")).toMatchObject({ id: "a", result: "result of a" });
        expect(await again.start("w@1", "b", null)).toEqual({ kind: "known", id: "a" });
      });

      it("lead a key that joined to the same run for good", async () => {
        const hold = blocker();
        const engine = await open((ctx) => ctx.step("s", (step) => hold.block(step.signal)));
        await engine.start("w@1", "a", null, { lockKey: "k" });
        const join = { lockKey: "k", onBusy: "join", key: "click-2" } as const;
        expect(await engine.start("w@1", "b", null, join)).toEqual({ kind: "joined", id: "a" });
        expect(await engine.start("w@1", "c", null, join)).toEqual({ kind: "known", id: "a" });
        hold.release();
        await engine.idle();
        expect(await engine.start("w@1", "d", null, join)).toEqual({ kind: "known", id: "a" });
      });

      it("queue rather than join behind another workflow", async () => {
        const hold = blocker();
        const engine = await harness.open({
          "restore@1": async (ctx) => ctx.step("s", (step) => hold.block(step.signal)),
          "snapshot@1": async () => "a point",
        });
        await engine.start("restore@1", "a", null, { lockKey: "k" });
        const options = { lockKey: "k", onBusy: "join" } as const;
        expect(await engine.start("snapshot@1", "b", null, options)).toMatchObject({
          kind: "started",
          state: "queued",
        });
        hold.release();
        expect((await engine.ended("b")).result).toBe("a point");
      });

      it("skip a run without remembering it", async () => {
        const hold = blocker();
        const engine = await open(async (ctx) => ctx.step("s", (step) => hold.block(step.signal)));
        await engine.start("w@1", "a", null, { lockKey: "k" });
        const options = { lockKey: "k", onBusy: "skip" } as const;
        expect(await engine.start("w@1", "b", null, options)).toEqual({ kind: "skipped", busyWith: "a" });
        expect(await engine.get("b")).toBeUndefined();
        hold.release();
        await engine.ended("a");
        expect(await engine.start("w@1", "b", null, options)).toMatchObject({
          kind: "started",
          state: "running",
        });
      });

      it("are kept across a restart", async () => {
        const running = new Set<string>();
        const together: number[] = [];
        const hold = blocker();
        const body: BoundWorkflow = (ctx) =>
          ctx.step("s", async (step) => {
            running.add(ctx.runId);
            together.push(running.size);
            await hold.block(step.signal).finally(() => running.delete(ctx.runId));
            return null;
          });
        const engine = await open(body);
        await engine.start("w@1", "a", null, { lockKey: "k" });
        await engine.start("w@1", "b", null, { lockKey: "k" });
        await hold.reached();
        await harness.restart();
        const again = await open(body);
        expect(new Set((await again.recover()).resumed)).toEqual(new Set(["a", "b"]));
        expect((await again.get("b"))?.state).toBe("queued");
        hold.release();
        await again.idle();
        expect(together).toEqual([1, 1, 1]);
      });
    });

    describe("cancel", () => {
      it("ends a queued run that never began", async () => {
        const hold = blocker();
        const engine = await open(async (ctx) => ctx.step("s", (step) => hold.block(step.signal)));
        await engine.start("w@1", "a", null, { lockKey: "k" });
        await engine.start("w@1", "b", null, { lockKey: "k" });
        const waiting = engine.ended("b");
        await engine.cancel("b", "asked by U1");
        expect(await waiting).toMatchObject({ state: "cancelled", error: { kind: "interrupted" } });
        hold.release();
        await engine.idle();
      });

      it("aborts the running step, and lets the workflow clean up after it was told", async () => {
        const hold = blocker();
        const engine = await open(async (ctx) => {
          try {
            return await ctx.step("window", (step) => hold.block(step.signal));
          } catch (error) {
            const live = await ctx.step("clean up", async (step) => !step.signal.aborted);
            throw new DomainError("interrupted", `cleaned up: ${live}, ${message(error)}`);
          }
        });
        await engine.start("w@1", "r1", null);
        await hold.reached();
        await engine.cancel("r1", "asked by U1");
        const view = await engine.ended("r1");
        expect(view.state).toBe("cancelled");
        expect(view.error?.message).toBe("cleaned up: true, cancelled: asked by U1");
      });

      it("wakes a run that waits for a message or a time", async () => {
        const begun: string[] = [];
        const engine = await open(async (ctx) => {
          begun.push(ctx.runId);
          if (ctx.runId === "sleeper") await ctx.sleep(Date.now() + 60_000);
          else await ctx.receive("t", { until: Date.now() + 60_000 });
          return null;
        });
        await engine.start("w@1", "sleeper", null);
        await engine.start("w@1", "receiver", null);
        await expect.poll(() => begun.length).toBe(2);
        await engine.cancel("sleeper", "x");
        await engine.cancel("receiver", "x");
        expect((await engine.ended("sleeper")).state).toBe("cancelled");
        expect((await engine.ended("receiver")).state).toBe("cancelled");
      });

      it("is told at the next step when the running one worked all the same", async () => {
        const hold = blocker();
        const calls: string[] = [];
        const engine = await open(async (ctx) => {
          await ctx.step("one", async (step) => {
            await caught(hold.block(step.signal));
            return "kept";
          });
          await ctx.step("two", async () => calls.push("two"));
          return null;
        });
        await engine.start("w@1", "r1", null);
        await hold.reached();
        await engine.cancel("r1", "x");
        expect((await engine.ended("r1")).state).toBe("cancelled");
        expect(calls).toEqual([]);
      });

      it("survives a restart: a step that had begun runs again, its signal aborted, to settle what it left", async () => {
        const executions: [number, boolean][] = [];
        const hold = blocker();
        const body: BoundWorkflow = (ctx) =>
          ctx.step("window", async (step) => {
            executions.push([step.execution, step.signal.aborted]);
            if (step.execution === 1) await hold.stubborn();
            step.signal.throwIfAborted();
            return null;
          });
        const engine = await open(body);
        await engine.start("w@1", "r1", null);
        await hold.reached();
        await engine.cancel("r1", "first");
        await engine.cancel("r1", "second");
        const restarted = harness.restart();
        hold.fail();
        await restarted;
        const again = await open(body);
        await again.recover();
        expect(await again.ended("r1")).toMatchObject({
          state: "cancelled",
          error: { message: "cancelled: first" },
        });
        expect(executions).toEqual([
          [1, false],
          [2, true],
        ]);
      });

      it("is told once, also when the clean-up is cut off by a restart", async () => {
        const cleanUps: boolean[] = [];
        const window = blocker();
        const cleanUp = blocker();
        const body: BoundWorkflow = async (ctx) => {
          try {
            return await ctx.step("window", (step) => window.block(step.signal));
          } catch (error) {
            await ctx.step("clean up", async (step) => {
              cleanUps.push(step.signal.aborted);
              return cleanUp.block(step.signal);
            });
            throw error;
          }
        };
        const engine = await open(body);
        await engine.start("w@1", "r1", null);
        await window.reached();
        await engine.cancel("r1", "asked by U1");
        await cleanUp.reached();
        await harness.restart();
        cleanUp.release();
        const again = await open(body);
        await again.recover();
        expect(await again.ended("r1")).toMatchObject({
          state: "cancelled",
          error: { message: "cancelled: asked by U1" },
        });
        expect(cleanUps).toEqual([false, false]);
      });

      it("does nothing to a run that has ended", async () => {
        const engine = await open(async () => "done");
        await engine.start("w@1", "r1", null);
        await engine.ended("r1");
        await engine.cancel("r1", "too late");
        expect(await engine.get("r1")).toMatchObject({ state: "done", result: "done" });
      });
    });

    describe("children", () => {
      const parent: BoundWorkflow = (ctx, input) => ctx.child("child@1", "c1", input, { lockKey: "k" });

      it("give their result to the parent", async () => {
        const engine = await harness.open({
          "parent@1": parent,
          "child@1": async (_ctx, input) => ({ got: input }),
        });
        await engine.start("parent@1", "p1", 7);
        expect((await engine.ended("p1")).result).toEqual({ got: 7 });
        expect(await engine.get("c1")).toMatchObject({ state: "done", lockKey: "k" });
      });

      it("throw their error in the parent", async () => {
        const engine = await harness.open({
          "parent@1": parent,
          "child@1": async () => {
            throw new DomainError("refused", "no", { next: "ask" });
          },
        });
        await engine.start("parent@1", "p1", null);
        expect((await engine.ended("p1")).error).toEqual({ kind: "refused", message: "no", next: "ask" });
      });

      it("run once although parent and child are restarted", async () => {
        const hold = blocker();
        let effects = 0;
        const workflows: Workflows = {
          "parent@1": parent,
          "child@1": async (ctx) => {
            await ctx.step("effect", async () => ++effects);
            return ctx.step("block", (step) => hold.block(step.signal));
          },
        };
        const engine = await harness.open(workflows);
        await engine.start("parent@1", "p1", null);
        await hold.reached();
        await harness.restart();
        hold.release();
        const again = await harness.open(workflows);
        await again.recover();
        expect((await again.ended("p1")).state).toBe("done");
        expect(effects).toBe(1);
      });

      it("are cancelled with the parent", async () => {
        const hold = blocker();
        const engine = await harness.open({
          "parent@1": parent,
          "child@1": (ctx) => ctx.step("block", (step) => hold.block(step.signal)),
        });
        await engine.start("parent@1", "p1", null);
        await hold.reached();
        await engine.cancel("p1", "asked by U1");
        expect((await engine.ended("p1")).state).toBe("cancelled");
        expect((await engine.get("c1"))?.state).toBe("cancelled");
      });

      it("are refused when they would wait for the parent's own lock key", async () => {
        const engine = await harness.open({ "parent@1": parent, "child@1": async () => null });
        await engine.start("parent@1", "p1", null, { lockKey: "k" });
        expect((await engine.ended("p1")).error?.message).toContain("would wait for forever");
      });

      it("say busy when they were to be skipped", async () => {
        const hold = blocker();
        const engine = await harness.open({
          "parent@1": (ctx) => ctx.child("child@1", "c1", null, { lockKey: "k", onBusy: "skip" }),
          "child@1": (ctx) => ctx.step("block", (step) => hold.block(step.signal)),
        });
        await engine.start("child@1", "c0", null, { lockKey: "k" });
        await engine.start("parent@1", "p1", null);
        expect((await engine.ended("p1")).error?.kind).toBe("busy");
        hold.release();
        await engine.idle();
      });
    });

    describe("recovery", () => {
      it("parks a run of an unknown version, frees its key, and takes it up when the version is back", async () => {
        const hold = blocker();
        const old: BoundWorkflow = async (ctx) => ctx.step("s", (step) => hold.block(step.signal));
        const engine = await harness.open({ "w@1": old });
        await engine.start("w@1", "r1", null, { lockKey: "k" });
        await hold.reached();
        await harness.restart();
        const newer = await harness.open({ "w@2": async () => "new" });
        expect(await newer.recover()).toEqual({ resumed: [], parked: ["r1"] });
        expect(await newer.ended("r1")).toMatchObject({ state: "parked" });
        await newer.start("w@2", "r2", null, { lockKey: "k" });
        expect((await newer.ended("r2")).result).toBe("new");
        await newer.idle();
        await harness.restart();
        hold.release();
        const both = await harness.open({ "w@1": old, "w@2": async () => "new" });
        expect(await both.recover()).toEqual({ resumed: ["r1"], parked: [] });
        expect((await both.ended("r1")).state).toBe("done");
      });

      it("tells a parent that its child is parked rather than to wait for good", async () => {
        const hold = blocker();
        const parent: BoundWorkflow = (ctx) => ctx.child("child@1", "c1", null);
        const engine = await harness.open({
          "parent@1": parent,
          "child@1": (ctx) => ctx.step("s", (step) => hold.block(step.signal)),
        });
        await engine.start("parent@1", "p1", null);
        await hold.reached();
        await harness.restart();
        const without = await harness.open({ "parent@1": parent });
        expect(await without.recover()).toEqual({ resumed: ["p1"], parked: ["c1"] });
        expect((await without.ended("p1")).error?.kind).toBe("failed");
        await without.idle();
      });

      it("takes up nothing that has ended", async () => {
        const engine = await open(async () => null);
        await engine.start("w@1", "r1", null);
        await engine.ended("r1");
        await harness.restart();
        const again = await open(async () => null);
        expect(await again.recover()).toEqual({ resumed: [], parked: [] });
      });
    });

    describe("surfaces", () => {
      it("hear progress, until they stop listening, and cannot break the run", async () => {
        const heard: unknown[] = [];
        const engine = await open(async (ctx) => {
          ctx.progress({ stage: ctx.runId });
          return null;
        });
        engine.onProgress(() => {
          throw new Error("a broken surface");
        });
        const stop = engine.onProgress((runId, update) => heard.push([runId, update]));
        await engine.start("w@1", "r1", null);
        expect((await engine.ended("r1")).state).toBe("done");
        stop();
        await engine.start("w@1", "r2", null);
        expect((await engine.ended("r2")).state).toBe("done");
        expect(heard).toStrictEqual([["r1", { stage: "r1" }]]);
      });

      it("hear each change of a run's state in order, after who made it, and cannot break the run", async () => {
        const hold = blocker();
        const engine = await open((ctx) => ctx.step("s", (step) => hold.block(step.signal)));
        const heard: string[] = [];
        engine.onChange(() => {
          throw new Error("a broken surface");
        });
        const stop = engine.onChange(({ id, state }) => heard.push(`${id} ${state}`));
        await engine.start("w@1", "a", null, { lockKey: "k" });
        expect(heard).toEqual([]);
        await engine.start("w@1", "b", null, { lockKey: "k" });
        await engine.start("w@1", "c", null, { lockKey: "k" });
        await engine.cancel("b", "asked by U1");
        await engine.cancel("b", "asked by U1");
        hold.release();
        await engine.idle();
        const all = ["a running", "b queued", "c queued", "b cancelled", "a done", "c running", "c done"];
        await expect.poll(() => heard).toEqual(all);
        stop();
        await engine.start("w@1", "d", null);
        await engine.ended("d");
        await engine.close();
        expect(heard).toEqual(all);
      });

      it("hear what a restart parks and takes up", async () => {
        const hold = blocker();
        const engine = await open((ctx) => ctx.step("s", (step) => hold.block(step.signal)));
        await engine.start("w@1", "a", null, { lockKey: "k" });
        await engine.start("w@1", "b", null, { lockKey: "k" });
        await hold.reached();
        const recovered = async (workflow: string): Promise<string[]> => {
          await harness.restart();
          const again = await harness.open({ [workflow]: async () => null });
          const heard: string[] = [];
          again.onChange(({ id, state }) => heard.push(`${id} ${state}`));
          await again.recover();
          await again.idle();
          await again.close();
          return heard;
        };
        expect((await recovered("w@2")).toSorted()).toEqual(["a parked", "b parked"]);
        expect(await recovered("w@1")).toEqual(["a running", "b queued", "a done", "b running", "b done"]);
      });

      it("see idle only when nothing is running or queued", async () => {
        const hold = blocker();
        const engine = await open(async (ctx) => ctx.step("s", (step) => hold.block(step.signal)));
        await engine.idle();
        await engine.start("w@1", "a", null, { lockKey: "k" });
        await engine.start("w@1", "b", null, { lockKey: "k" });
        const idle = engine.idle();
        hold.release();
        await idle;
        expect((await engine.list()).map((view) => view.state)).toEqual(["done", "done"]);
      });

      describe("see idle although a run only waits:", () => {
        const forLong = (ctx: RunContext) => ctx.receive("t", { until: Date.now() + 3_600_000 });

        it("for a message, a time, a child that does, or its turn behind one that does", async () => {
          const engine = await harness.open({
            "w@1": async (ctx) => forLong(ctx),
            "timer@1": async (ctx) => ctx.sleep(Date.now() + 3_600_000).then(() => null),
            "parent@1": (ctx) => ctx.child("w@1", "child", null),
          });
          await engine.start("w@1", "a", null, { lockKey: "k" });
          await engine.start("w@1", "queued", null, { lockKey: "k" });
          await engine.start("timer@1", "b", null);
          await engine.start("parent@1", "c", null);
          await engine.idle();
          expect((await engine.list()).map(({ id, state }) => `${id} ${state}`).toSorted()).toEqual([
            "a running",
            "b running",
            "c running",
            "child running",
            "queued queued",
          ]);
        });

        it("but not while another branch of it, its child, or another run is at work", async () => {
          const hold = blocker();
          const engine = await harness.open({
            "both@1": async (ctx) => {
              await Promise.all([forLong(ctx), ctx.step("s", (step) => hold.block(step.signal))]);
              return null;
            },
            "parent@1": (ctx) => ctx.child("works@1", "child", null),
            "works@1": (ctx) => ctx.step("s", (step) => hold.block(step.signal)),
            "waits@1": async (ctx) => forLong(ctx),
          });
          for (const workflow of ["both@1", "parent@1", "waits@1"])
            await engine.start(workflow, workflow, null);
          let idle = false;
          const seen = engine.idle().then(() => {
            idle = true;
          });
          await hold.reached();
          await hold.reached();
          await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
          expect(idle).toBe(false);
          hold.release();
          await seen;
          expect(await engine.get("parent@1")).toMatchObject({ state: "done" });
          expect(await engine.get("waits@1")).toMatchObject({ state: "running" });
        });

        it("and see it end when what it waited for comes, or it is cancelled", async () => {
          const hold = blocker();
          const engine = await open(async (ctx) => {
            await forLong(ctx);
            return ctx.step("s", (step) => hold.block(step.signal));
          });
          await engine.start("w@1", "a", null);
          await engine.start("w@1", "b", null);
          await engine.idle();
          await engine.send("a", "t", null, "k");
          await engine.cancel("b", "not needed");
          const idle = engine.idle();
          await hold.reached();
          hold.release();
          await idle;
          expect(await engine.get("a")).toMatchObject({ state: "done" });
          expect(await engine.get("b")).toMatchObject({ state: "cancelled" });
        });

        it("whose process may end: the next one goes on from there", async () => {
          const engine = await open(async (ctx) => forLong(ctx));
          await engine.start("w@1", "a", null);
          await engine.idle();
          await harness.restart();
          const again = await open(async (ctx) => forLong(ctx));
          await again.recover();
          await again.idle();
          await again.send("a", "t", "yes", "k");
          await again.idle();
          expect(await again.get("a")).toMatchObject({ state: "done", result: { value: "yes" } });
        });
      });

      it("are refused once the engine is closed", async () => {
        const hold = blocker();
        const engine = await open(async (ctx) => ctx.step("s", (step) => hold.block(step.signal)));
        await engine.start("w@1", "r1", null);
        const waiting = expect(engine.ended("r1")).rejects.toMatchObject({ kind: "interrupted" });
        const idle = expect(engine.idle()).rejects.toMatchObject({ kind: "interrupted" });
        await engine.close();
        await waiting;
        await idle;
        await expect(engine.start("w@1", "r2", null)).rejects.toMatchObject({ kind: "interrupted" });
      });
    });
  });
}

/** Something that a step blocks on until the test lets it go, its signal is aborted, or the test makes it fail. */
function blocker() {
  let go: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const gate = new Promise<void>((resolve, reject) => {
    go = resolve;
    fail = reject;
  });
  gate.catch(() => undefined);
  let entered = 0;
  let awaited = 0;
  return {
    block: async (signal: AbortSignal): Promise<null> => {
      entered += 1;
      await Promise.race([gate, untilAborted(signal)]);
      return null;
    },
    /** Ignores every signal. */
    stubborn: async (): Promise<null> => {
      entered += 1;
      await gate;
      return null;
    },
    /** Resolves when a step has entered once more since the last call. */
    reached: async (): Promise<void> => {
      awaited += 1;
      await expect.poll(() => entered, { interval: 2 }).toBeGreaterThanOrEqual(awaited);
    },
    release: () => go(),
    fail: () => fail(new Error("made to fail")),
  };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

async function caught(work: Promise<unknown>): Promise<Json> {
  try {
    await work;
    return null;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { kind: error.kind, message: error.message, next: error.next };
  }
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));
