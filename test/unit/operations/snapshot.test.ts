import { describe, expect, test } from "vitest";
import { DomainError } from "#domain/errors.ts";
import type { Hold } from "#domain/hold.ts";
import { temporaryDatabase } from "../store/temporary-database.ts";
import { type House, held, named, openHouse, operator, signal, start, stranger } from "./house.ts";
import { smallSlack } from "./members.ts";
import { recoveryPoint } from "./points.ts";

const ask = (house: House, more: { trigger?: string; reason?: string; application?: string } = {}) =>
  house.operations.snapshot({ application: "orders", actor: operator, ...more }, signal);

const hold = (change: Partial<Hold> = {}): Hold => ({
  token: "secret-token",
  application: "orders",
  runId: "r-before",
  execution: 1,
  servers: ["db-1"],
  openedAt: start - 60_000,
  ...change,
});

describe("a snapshot that is asked for", () => {
  test("is a run after one durable write, which has who asked, through which group, and why", async () => {
    const operators = ["U0BOSS", "S0STORAGE"];
    const application = named("orders", { owners: { operators, approvers: [], quorum: 1 } });
    const { workflow } = held();
    const members = smallSlack({ S0STORAGE: ["U0OPS"] });
    const house = openHouse({ workflow, applications: [application], members });
    house.writes();
    const requested = await ask(house, { reason: "before the migration", trigger: "click-1" });
    expect(house.writes()).toBe(1);
    expect(requested).toEqual({ runId: expect.stringMatching(/^r-20261123-104207-/), how: "started" });
    expect(await house.operations.run(requested.runId)).toMatchObject({
      state: "running",
      lockKey: "orders",
      input: {
        application: "orders",
        requestedBy: "U0OPS",
        through: "S0STORAGE",
        reason: "before the migration",
      },
    });
    expect(house.audit()).toEqual([]);
  });

  test("of an unknown application is not found, and leaves nothing", async () => {
    const house = openHouse();
    house.writes();
    await expect(ask(house, { application: "order" })).rejects.toMatchObject({
      kind: "not-found",
      message: 'there is no application "order"; did you mean "orders"?',
    });
    expect(house.writes()).toBe(0);
  });

  test("a hundred times at once is one run that the others follow", async () => {
    const { workflow, release } = held();
    const house = openHouse({ workflow });
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, n) => ask(house, { trigger: `click-${n}` })),
    );
    expect(new Set(all.map(({ runId }) => runId)).size).toBe(1);
    expect(all.map(({ how }) => how)).toEqual(["started", ...Array.from({ length: 99 }, () => "joined")]);
    release();
    await house.engine.idle();
    expect(await house.operations.runs(10)).toHaveLength(1);
  });

  test("waits behind another workflow, and it is told behind which run", async () => {
    const { workflow, release } = held();
    const house = openHouse({ workflow });
    await house.engine.start("other@1", "o-1", null, { lockKey: "orders" });
    expect(await ask(house)).toEqual({ runId: expect.any(String), how: "queued", busyWith: "o-1" });
    release();
    await house.engine.idle();
  });
});

describe("the same trigger", () => {
  test("twice is one run, also after that has frozen, ended, and the process was started again", async () => {
    const database = temporaryDatabase();
    const first = openHouse({ database });
    const { runId } = await ask(first, { trigger: "click-1" });
    await first.records.openHold(hold({ runId, openedAt: start }));
    expect(await ask(first, { trigger: "click-1" })).toEqual({ runId, how: "known" });
    await first.engine.ended(runId);
    await first.engine.close();
    const second = openHouse({ database });
    second.writes();
    expect(await ask(second, { trigger: "click-1" })).toEqual({ runId, how: "known" });
    expect(second.writes()).toBe(0);
    await expect(ask(second, { trigger: "click-2" })).rejects.toMatchObject({ kind: "refused" });
  });

  test("does not tell of its run to somebody who may not ask", async () => {
    const house = openHouse();
    await ask(house, { trigger: "click-1" });
    const request = { application: "orders", actor: stranger, trigger: "click-1" };
    await expect(house.operations.snapshot(request, signal)).rejects.toMatchObject({ kind: "not-permitted" });
  });
});

describe("a refusal is one audit row, durable before it is told", () => {
  const refused = async (house: House, request: Promise<unknown>): Promise<DomainError> => {
    const error = await request.catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(DomainError);
    expect(house.writes()).toBe(1);
    expect(await house.operations.runs(10)).toEqual([]);
    return error as DomainError;
  };

  test("to somebody who is no operator, with the Slack id", async () => {
    const house = openHouse();
    house.writes();
    const request = { application: "orders", actor: stranger, trigger: "click-1" };
    await refused(house, house.operations.snapshot(request, signal));
    expect(house.audit()).toEqual([
      {
        at: "2026-11-23T10:42:07.000Z",
        actor: "U0NOBODY",
        act: "snapshot.refused",
        subject: "orders",
        detail: {
          trigger: "click-1",
          name: "@bob",
          kind: "not-permitted",
          why: "only operators of orders may take a snapshot; U0NOBODY is not one",
        },
      },
    ]);
  });

  test("while it is paused, with who, why and until when", async () => {
    const house = openHouse();
    await house.operations.pause(
      { application: "orders", until: start + 3_600_000, reason: "disk swap", actor: operator },
      signal,
    );
    house.writes();
    expect(await refused(house, ask(house))).toMatchObject({
      kind: "refused",
      message: "orders is paused by U0OPS until 2026-11-23 11:42 UTC: disk swap",
      next: "wait until then, or have an operator resume it",
    });
    house.clock.at += 3_600_000;
    expect(await ask(house)).toMatchObject({ how: "started" });
  });

  test("too soon after a freeze, of a run without a point too", async () => {
    const house = openHouse();
    await house.records.openHold(hold());
    await house.records.settleHold("secret-token", "thawed, proved", true);
    house.writes();
    const error = await refused(house, ask(house));
    expect(error).toMatchObject({
      kind: "refused",
      message:
        "orders was frozen 1 min ago (run r-before, without a point); the least time between two freezes is 5 min",
      next: "ask again in 4 min (config: limits.betweenFreezes)",
    });
    house.clock.at += 240_000;
    expect(await ask(house)).toMatchObject({ how: "started" });
  });

  test("too soon, naming the point that there is to use", async () => {
    const house = openHouse();
    await house.records.openHold(hold({ runId: "r-1" }));
    await house.records.savePoint(recoveryPoint("orders-1", start - 50_000, "A"));
    house.writes();
    expect(await refused(house, ask(house))).toMatchObject({
      message: expect.stringContaining("was frozen 1 min ago (orders-1);"),
      next: "use orders-1, or ask again in 4 min (config: limits.betweenFreezes)",
    });
  });

  test("too soon after a hold of which nobody knows whether it froze", async () => {
    const house = openHouse();
    await house.records.openHold(hold());
    house.writes();
    await refused(house, ask(house));
  });

  test("but a hold that never froze anything, and one of another application, keep nobody waiting", async () => {
    const house = openHouse();
    await house.records.openHold(hold());
    await house.records.settleHold("secret-token", "not frozen: db-1 does not answer", false);
    await house.records.openHold(hold({ token: "other", application: "shop" }));
    expect(await ask(house)).toMatchObject({ how: "started" });
  });

  test("when Slack does not say in time who is in the group", async () => {
    const operators = ["S0STORAGE"];
    const application = named("orders", { owners: { operators, approvers: [], quorum: 1 } });
    const members = { ...smallSlack(), of: () => new Promise<never>(() => undefined) };
    const house = openHouse({ applications: [application], members });
    house.writes();
    const asked = performance.now();
    const error = await refused(house, ask(house));
    expect(performance.now() - asked).toBeLessThan(4_000);
    expect(error).toMatchObject({
      kind: "not-permitted",
      message: expect.stringContaining("S0STORAGE: Slack did not answer within 2 s"),
    });
  });
});

test("whoever asks while the run that froze goes on follows it, instead of being refused", async () => {
  const { workflow, release } = held();
  const house = openHouse({ workflow });
  const { runId } = await ask(house);
  await house.records.openHold(hold({ runId, openedAt: start }));
  expect(await ask(house)).toEqual({ runId, how: "joined" });
  release();
  await house.engine.idle();
  await expect(ask(house)).rejects.toMatchObject({ kind: "refused" });
});
