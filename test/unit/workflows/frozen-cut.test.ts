import { expect, test } from "vitest";
import type { ServerHold } from "#domain/evidence.ts";
import type { Attempt } from "#workflows/attempt.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";
import { frozenCut, holdRequest } from "#workflows/frozen-cut.ts";
import type { OpenedHold } from "#workflows/guest-port.ts";
import type { Ports } from "#workflows/ports.ts";
import { application } from "../domain/found.ts";
import { server } from "../domain/observed.ts";

// What no guest or cloud can be made to do on time: the ports here are in memory, and the clock is the test's.

interface Scene {
  readonly opened?: Partial<OpenedHold>;
  readonly cloud?: Partial<CloudPort>;
  readonly servers?: readonly ServerHold[];
}

function stage({ opened, cloud, servers = [server] }: Scene) {
  const said: string[] = [];
  const clock = {
    at: 0,
    now: () => Date.parse("2026-11-23T10:42:07Z") + clock.at,
    monotonic: () => clock.at,
  };
  const hold: OpenedHold = {
    mounts: [],
    foreseen: () => [],
    frozenSpans: () => [],
    lost: new AbortController().signal,
    arm: async () => void said.push("arm"),
    freeze: async () => void said.push("freeze"),
    prove: async () => true,
    thaw: async () => void said.push("thaw"),
    collect: async () => [...servers],
    [Symbol.asyncDispose]: async () => void said.push("close"),
    ...opened,
  };
  const port: Partial<CloudPort> = {
    warm: async () => void said.push("warm"),
    createGroupSnapshot: async (_group, name) => {
      said.push("ask");
      return { kind: "created", groupSnapshot: { id: "g", name } };
    },
    showGroupSnapshot: async (id) => ({ id, name: "n", groupId: "group", status: "available" }),
    ...cloud,
  };
  const ports = { clock, guests: { open: async () => hold }, cloud: () => port, limits: { pollMs: 1 } };
  const target = { groupId: "group", groupName: "orders", volumes: [], backend: { unread: [] } };
  const ctx = { runId: "r-1", progress: () => undefined };
  // Only what the window touches is there.
  const attempt = {
    ctx,
    application,
    target,
    ports: ports as unknown as Ports,
    token: "t",
    name: "ff/a/b/c/t",
  } as unknown as Attempt;
  return { said, clock, run: (signal = new AbortController().signal) => frozenCut(attempt, signal), attempt };
}

test("everything that can be had before the freeze is had before it, and the thaw comes before all else", async () => {
  const { said, run } = stage({});
  const frozen = await run();
  expect(said).toEqual(["warm", "arm", "freeze", "ask", "thaw", "close"]);
  expect(frozen).toMatchObject({
    failure: [],
    cut: { status: "available", groupSnapshotId: "g" },
    hold: { token: "t" },
  });
});

test("a window that ended after its budget is no whole freeze, although the set was there in time", async () => {
  const { run, clock } = stage({
    opened: {
      thaw: async () => {
        clock.at = application.quiesce.budget + 1;
      },
    },
  });
  const { failure, hold } = await run();
  expect(failure).toEqual(["the freeze window overran its budget of 10 s by 1 ms"]);
  expect(hold).toMatchObject({ availableBeforeThaw: true, windowMs: 10_001 });
});

test.each<[string, Partial<ServerHold>, RegExp]>([
  [
    "a guest thawed before it was told to",
    { heldUntilOrdered: false, thawCause: "silence" },
    /thawed before it was told to \(silence\)/,
  ],
  ["the last proof is missing", { blockedAfterCut: false }, /could not prove/],
  ["a watchdog fired", { watchdogQuiet: false }, /watchdog fired/],
  ["the thaw was not proved", { thawProved: false }, /the thaw was not proved/],
])("when %s the freeze is not whole, and says where", async (_, change, reason) => {
  const { failure } = await stage({ servers: [{ ...server, ...change }] }).run();
  expect(failure).toEqual([expect.stringMatching(reason)]);
  expect(failure[0]).toContain("db-1");
});

test("a hold that was lost between the freeze and the request asks nothing of Cinder", async () => {
  const lost = new AbortController();
  const freeze = async () => lost.abort(new Error("db-1 thawed by itself"));
  const { said, run } = stage({ opened: { lost: lost.signal, freeze } });
  expect(await run()).toEqual({ begun: true, failure: [expect.stringContaining("db-1 thawed by itself")] });
  expect(said).toEqual(["warm", "arm", "thaw", "close"]);
});

test("a shutdown before the freeze is the caller's; once it is frozen the window ends in order", async () => {
  const stop = new AbortController();
  const before = stage({
    opened: {
      arm: async (_token, signal) => {
        stop.abort(new Error("stopped"));
        signal.throwIfAborted();
      },
    },
  });
  await expect(before.run(stop.signal)).rejects.toThrow("stopped");
  expect(before.said).toEqual(["warm", "close"]);

  const later = new AbortController();
  const inside = stage({ opened: { freeze: async () => later.abort(new Error("stopped")) } });
  expect(await inside.run(later.signal)).toMatchObject({ failure: [], cut: { status: "available" } });
  expect(inside.said).toEqual(["warm", "arm", "ask", "thaw", "close"]);
});

test("only servers with a recipe are opened, with their volumes alone", () => {
  const { attempt } = stage({});
  const volume = { role: "data", server: "db-1", volumeId: "v", size: 1, attached: true };
  const target = { ...attempt.target, volumes: [volume, { ...volume, role: "logs", server: "log-1" }] };
  const servers = [...application.servers, { name: "log-1", local: { port: 1 } }];
  const request = holdRequest({ ...attempt, target, application: { ...application, servers } });
  expect(request.servers.map((one) => one.server)).toEqual(["db-1"]);
  expect(request.volumes.map((one) => one.role)).toEqual(["data"]);
  expect(request).toMatchObject({ rehearse: false, budgetMs: 10_000, runId: "r-1" });
});
