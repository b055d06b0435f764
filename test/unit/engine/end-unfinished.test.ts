import { expect, test } from "vitest";
import { createEmbeddedEngine } from "#engine/embedded/embedded-engine.ts";
import { endUnfinished } from "#engine/embedded/end-unfinished.ts";
import { systemClock } from "#support/clock.ts";
import { temporaryDatabase } from "../store/temporary-database.ts";

test("runs that have not ended are over, and none of them goes on at the next start", async () => {
  const database = temporaryDatabase();
  let executions = 0;
  const hanging = {
    "hang@1": async () => {
      executions += 1;
      return new Promise<never>(() => undefined);
    },
    "quick@1": async () => "done",
  };
  const first = createEmbeddedEngine({ database, clock: systemClock, workflows: hanging, closeWithinMs: 0 });
  await first.start("quick@1", "q", null);
  await first.ended("q");
  await first.start("hang@1", "a", null, { lockKey: "orders" });
  await first.start("hang@1", "b", null, { lockKey: "orders" });
  await first.close();
  expect((await endUnfinished(database, "the store was restored", 7)).sort()).toEqual(["a", "b"]);
  const second = createEmbeddedEngine({ database, clock: systemClock, workflows: hanging });
  expect(await second.recover()).toEqual({ resumed: [], parked: [] });
  expect(executions).toBe(1);
  expect(await second.get("a")).toMatchObject({
    state: "cancelled",
    endedAt: 7,
    error: { kind: "interrupted", message: "the store was restored" },
  });
  expect(await second.get("q")).toMatchObject({ state: "done" });
  expect(await endUnfinished(database, "again", 8)).toEqual([]);
  await second.close();
});
