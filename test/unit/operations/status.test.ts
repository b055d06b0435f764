import { describe, expect, test } from "vitest";
import type { GuestStatus } from "#workflows/guest-port.ts";
import { nothingShown, nothingWatched } from "../nothing-shown.ts";
import { held, named, openHouse, operator, orders, signal, start } from "./house.ts";
import { recoveryPoint } from "./points.ts";

const frozen = (server: string, instance = "here"): GuestStatus => ({
  server,
  state: "frozen",
  token: "secret-token",
  instance,
  runId: "r-1",
  mounts: ["/data"],
  frozenMs: 800,
});
const shop = named("shop", { servers: [{ name: "shop-1", local: { port: 7002 } }] });
const openHold = { token: "t", application: "shop", runId: "r-1", execution: 1, servers: ["shop-1"] };

describe("the first question, is anything frozen now,", () => {
  test("asks the guests of the application that is named", async () => {
    const house = openHouse({ applications: [orders, shop] });
    house.guests.push(frozen("db-1"), frozen("shop-1"));
    const status = await house.operations.status("orders", signal);
    expect(status).toMatchObject({
      asked: 1,
      unreachable: [],
      frozen: [
        {
          application: "orders",
          server: "db-1",
          state: "frozen",
          ours: true,
          frozenMs: 800,
          mounts: ["/data"],
        },
      ],
    });
    expect(status.applications.map(({ application }) => application)).toEqual(["orders"]);
    expect(JSON.stringify(status)).not.toContain("secret-token");
  });

  test("asks the guests of every application with an open hold when none is named", async () => {
    const house = openHouse({ applications: [orders, shop] });
    house.guests.push(frozen("db-1"), frozen("shop-1", "elsewhere"));
    expect(await house.operations.status(undefined, signal)).toMatchObject({ asked: 0, frozen: [] });
    await house.records.openHold({ ...openHold, openedAt: start });
    const status = await house.operations.status(undefined, signal);
    expect(status).toMatchObject({
      asked: 1,
      frozen: [{ server: "shop-1", ours: false, instance: "elsewhere" }],
    });
    expect(status.applications.map(({ application }) => application)).toEqual(["orders", "shop"]);
  });

  test("never passes over a guest that does not answer, or whose manifest is gone", async () => {
    const house = openHouse({ applications: [orders] });
    house.guests.push({ server: "db-1", state: "unreachable", reason: "no route" });
    await house.records.openHold({ ...openHold, openedAt: start });
    await house.records.openHold({ ...openHold, token: "t2", application: "orders", openedAt: start });
    expect((await house.operations.status(undefined, signal)).unreachable).toEqual([
      {
        application: "shop",
        server: "shop-1",
        reason: "its application has no manifest any more, but a hold of it is not settled",
      },
      { application: "orders", server: "db-1", reason: "no route" },
    ]);
  });

  test("does not know an application without a manifest", async () => {
    await expect(openHouse().operations.status("shop", signal)).rejects.toMatchObject({ kind: "not-found" });
  });
});

describe("an overview", () => {
  test("has the newest point, the newest usable one, and the pause", async () => {
    const wanting = named("orders", { objectives: { grade: "B", rpo: 3_600_000 }, channel: "C0123456789" });
    const house = openHouse({ applications: [wanting] });
    const points = [
      recoveryPoint("p1", start - 4_000, "A"),
      recoveryPoint("p2", start - 3_000, "B"),
      recoveryPoint("p3", start - 2_000, "D"),
    ];
    for (const point of points) await house.records.savePoint(point);
    const until = start + 60_000;
    const paused = { application: "orders", until, reason: "disk swap", by: "U0OPS", at: start };
    await house.records.savePause(paused);
    expect(await house.operations.overview()).toEqual([
      {
        application: "orders",
        runs: [],
        newest: { id: "p3", grade: "D", text: "label D", createdAt: start - 2_000 },
        usable: { id: "p2", grade: "B", text: "label B", createdAt: start - 3_000 },
        wanted: "B",
        rpoMs: 3_600_000,
        paused,
        channel: "C0123456789",
        ...nothingShown,
        ...nothingWatched,
        rtoMs: undefined,
      },
    ]);
  });

  test("has the runs that are not ended, the running one first, with its phase", async () => {
    const { workflow, release } = held();
    const house = openHouse({ workflow, applications: [orders, shop] });
    const { runId } = await house.operations.snapshot({ application: "orders", actor: operator }, signal);
    const input = { application: "orders", requestedBy: "U0BOSS" };
    await house.engine.start("other@1", "o-1", input, { lockKey: "orders" });
    await expect
      .poll(async () => (await house.operations.overview()).map(({ runs }) => runs))
      .toEqual([
        [
          {
            runId,
            workflow: "snapshot-application@1",
            state: "running",
            since: start,
            requestedBy: "U0OPS",
            phase: "frozen",
          },
          expect.objectContaining({ runId: "o-1", state: "queued", requestedBy: "U0BOSS", phase: undefined }),
        ],
        [],
      ]);
    release();
    await house.engine.idle();
    expect((await house.operations.overview()).flatMap(({ runs }) => runs)).toEqual([]);
  });
});
