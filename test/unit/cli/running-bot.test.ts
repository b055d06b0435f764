import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DomainError } from "#domain/errors.ts";
import type { RunState } from "#engine/port.ts";
import type { Thawed } from "#operations/index.ts";
import { version } from "#support/version.ts";
import type { Backstage } from "#surfaces/cli/backstage.ts";
import { runCommandLine } from "#surfaces/cli/cli.ts";
import { exitStatus } from "#surfaces/cli/exit-status.ts";
import { connectControl } from "#surfaces/control/client.ts";
import { never, type RunningBot, runningBot } from "../control/running-bot.ts";

// The command line in front of a bot that is running, over the real socket.
let bot: RunningBot;
beforeEach(async () => {
  bot = await runningBot();
});
afterEach(() => bot[Symbol.asyncDispose]());

interface Scene extends Partial<Backstage> {
  readonly user?: string;
  readonly signal?: AbortSignal;
}

const direct: Thawed = { server: "db-1", was: "thawed", text: "was thawed from here" };

function commandLine({ user = "ops", signal = never, ...scene }: Scene = {}) {
  const [out, err] = [[] as string[], [] as string[]];
  const open = () => connectControl(bot.path, { user });
  const backstage: Backstage = {
    actor: async () => ({ slackId: "U0FORGED", name: "whoever" }),
    validate: () => Promise.reject(new Error("not asked")),
    bot: open,
    open: async () => (await open()) ?? Promise.reject(new DomainError("busy", "nobody listens")),
    thaw: async () => [direct],
    start: () => Promise.reject(new Error("not asked")),
    putBackStore: () => Promise.reject(new Error("not asked")),
    draw: () => Promise.reject(new Error("not asked")),
    ...scene,
  };
  const run = (...argv: string[]) =>
    runCommandLine(argv, {
      terminal: { out: (text) => out.push(text), err: (text) => err.push(text), live: true },
      backstage: () => backstage,
      signal,
      now: () => 10_000,
    });
  const json = async (...argv: string[]) => {
    const status = await run(...argv, "--json");
    return { status, ...JSON.parse(out.at(-1) ?? "") };
  };
  return { out, err, run, json };
}

test("status: first line, then the application; as JSON the whole of it", async () => {
  const { run, json, out } = commandLine();
  expect(await run("status")).toBe(0);
  expect(out[0]?.split("\n")[0]).toBe("nothing is frozen: no freeze of this installation is open");
  expect(out[0]).toContain("MISSED: no usable point, 1 h wanted");
  expect(await run("status", "orders")).toBe(0);
  expect(out[1]?.split("\n")[0]).toBe("FROZEN NOW: orders on db-1");
  expect(await json("status", "orders")).toMatchObject({
    status: 0,
    verb: "status",
    result: { asked: 1, frozen: [{ server: "db-1", ours: true }], applications: [{ application: "orders" }] },
  });
});

test("status: a guest that does not answer leaves it open, and the exit status says so", async () => {
  const unreachable = [{ application: "orders", server: "db-1", reason: "timed out" }];
  const status = async () => ({ asked: 1, frozen: [], unreachable, applications: [] });
  await using other = await runningBot({ operations: { ...bot.house.operations, status } });
  const { run } = commandLine({ open: () => other.as("ops") });
  expect(await run("status")).toBe(exitStatus.unreachable);
});

test("a mistyped application is answered with the nearest one", async () => {
  const { run, err } = commandLine();
  expect(await run("status", "ordres")).toBe(exitStatus["not-found"]);
  expect(err[0]).toContain('did you mean "orders"?');
});

test("a snapshot in the bot is followed to its end, and cancelled from another terminal", async () => {
  const [here, there] = [commandLine(), commandLine()];
  const ended = here.run("snapshot", "orders", "--reason", "before the upgrade");
  // Waits for the end, and hears the progress.
  await expect.poll(bot.house.waiting).toBe(2);
  bot.house.progress("r-1", { phase: "preflight" });
  await expect.poll(() => here.err).toEqual(["… run r-1", "… preflight"]);
  expect(await there.run("cancel", "r-1", "--reason", "wrong day")).toBe(0);
  expect(there.out).toEqual(["run r-1: cancelled"]);
  expect(await ended).toBe(exitStatus.interrupted);
  expect(here.err.at(-1)).toBe("freezeframe: run r-1: cancelled by U0OPS: wrong day");
  expect(await there.json("cancel", "r-1")).toMatchObject({
    status: exitStatus.refused,
    error: { kind: "refused", message: "run r-1 has ended already" },
  });
});

test("a cancel of a run that is inside something says that it ends in order", async () => {
  const cancel = async () => ({
    id: "r-1",
    workflow: "w@1",
    state: "running" as const,
    input: null,
    createdAt: 0,
  });
  await using other = await runningBot({ operations: { ...bot.house.operations, cancel } });
  const { run, out } = commandLine({ open: () => other.as("ops") });
  expect(await run("cancel", "r-1")).toBe(0);
  expect(out[0]).toMatch(/^run r-1: asked to stop\. What is frozen is thawed in order first/);
});

test("Ctrl-C while a run is followed ends the command line, not the run", async () => {
  const stop = new AbortController();
  const { run, err } = commandLine({ signal: stop.signal });
  const ended = run("snapshot", "orders");
  await expect.poll(bot.house.waiting).toBe(2);
  stop.abort();
  expect(await ended).toBe(exitStatus.interrupted);
  expect(err.at(-1)).toMatch(
    /^freezeframe: run r-1 is no longer followed; it goes on in the running bot\n {2}next: /,
  );
  await expect.poll(bot.house.waiting).toBe(0);
  expect(await bot.house.operations.run("r-1")).toMatchObject({ state: "running" });
});

test("pause until a time or for a while, and resume", async () => {
  const { run, json, out } = commandLine();
  expect(await run("pause", "orders", "--until", "2h", "--reason", "rack move")).toBe(0);
  expect(out[0]?.split("\n")).toEqual([
    "orders: paused until 1970-01-01T02:00:10.000Z (2 h): rack move",
    "  no freeze of it begins before that; freezeframe resume orders ends the pause",
  ]);
  expect(await json("pause", "orders", "--until", "1970-01-01T03:00Z", "--reason", "r")).toMatchObject({
    status: 0,
    result: { application: "orders", until: 10_800_000, reason: "r", by: "U0OPS" },
  });
  expect(await json("resume", "orders")).toMatchObject({
    status: 0,
    result: { application: "orders", ended: { until: 10_800_000 } },
  });
  expect(await json("resume", "orders")).toMatchObject({ result: { application: "orders" } });
  expect(await run("resume", "orders")).toBe(0);
  expect(out.at(-1)).toBe("orders: was not paused");
});

test("a time that is none is refused before anything is opened", async () => {
  const { run, err } = commandLine({ open: () => Promise.reject(new Error("opened")) });
  expect(await run("pause", "orders", "--until", "tomorrow", "--reason", "r")).toBe(
    exitStatus["invalid-input"],
  );
  expect(err[0]).toMatch(/"tomorrow" is no time to wait until\n {2}next: say 30m, 2h or 3d/);
});

test("an OS user that is not mapped may not pause", async () => {
  const { run, err } = commandLine({ user: "eve" });
  expect(await run("pause", "orders", "--until", "2h", "--reason", "r")).toBe(exitStatus["not-permitted"]);
  expect(err[0]).toContain("eve on the command line may only read");
});

describe("reload", () => {
  test("tells what is another than before, security first", async () => {
    const { run, json, out } = commandLine();
    expect(await run("reload")).toBe(0);
    expect(out[0]?.split("\n")).toEqual([
      "the manifests are read again, and in force:",
      "  orders: quorum: 1 → 2",
      "  billing: added",
    ]);
    expect(await json("reload")).toMatchObject({ status: 0, result: { running: true, added: ["billing"] } });
  });

  test("says so when nothing is another, and when there is no bot to tell", async () => {
    const reload = async () => ({ added: [], removed: [], changed: [] });
    await using other = await runningBot({ operations: { ...bot.house.operations, reload } });
    const same = commandLine({ bot: () => other.as("ops") });
    expect(await same.run("reload")).toBe(0);
    expect(same.out).toEqual(["the manifests are read again: nothing is another than before"]);
    const alone = commandLine({
      bot: async () => undefined,
      open: () => Promise.reject(new Error("opened")),
    });
    expect(await alone.run("reload")).toBe(0);
    expect(alone.out[0]).toContain("no bot is running: the next start reads the files");
    expect(await alone.json("reload")).toMatchObject({ result: { running: false } });
  });
});

describe("thaw", () => {
  test("is the bot's to do, which has an audit", async () => {
    const { run, out } = commandLine();
    expect(await run("thaw", "orders")).toBe(0);
    expect(out).toEqual(["orders:\n  db-1: nothing is frozen"]);
    expect(bot.house.acts).toEqual(["thaw U0OPS ops on the command line"]);
  });

  test("goes around a bot that is not there, does not answer, is of another version or fails", async () => {
    const broken = { ...bot.house.operations, thaw: () => Promise.reject(new TypeError("broken")) };
    await using other = await runningBot({ operations: broken });
    const away: Scene["bot"][] = [
      async () => undefined,
      () => Promise.reject(new DomainError("unreachable", "the bot has not answered")),
      () => connectControl(bot.path, { user: "ops", version: "9.9.9" }),
      () => other.as("ops"),
    ];
    for (const scene of away) {
      const { run, out } = commandLine(scene === undefined ? {} : { bot: scene });
      expect(await run("thaw", "orders")).toBe(0);
      expect(out).toEqual(["orders:\n  db-1: was thawed from here"]);
    }
  });

  test("never goes around a decision of the bot's", async () => {
    const { run, out } = commandLine({ user: "eve" });
    expect(await run("thaw", "orders")).toBe(exitStatus["not-permitted"]);
    expect(await run("thaw", "ordres")).toBe(exitStatus["not-found"]);
    expect(out).toEqual([]);
  });
});

describe("start", () => {
  const starting = (signal: AbortSignal): Scene => ({
    signal,
    start: async (ready, stopped) => {
      ready("Slack over Socket Mode");
      await new Promise<void>((resolve) => stopped.addEventListener("abort", () => resolve()));
    },
  });

  test("says one line when it is ready, and ends with 0 after a signal", async () => {
    const stop = new AbortController();
    const { run, out, err } = commandLine(starting(stop.signal));
    const ended = run("start");
    await expect.poll(() => out).toEqual([`freezeframe ${version} is ready: Slack over Socket Mode`]);
    stop.abort();
    expect([await ended, out.length, err]).toEqual([0, 1, []]);
  });

  test("as JSON it is one document, at once", async () => {
    const stop = new AbortController();
    const { run, out } = commandLine(starting(stop.signal));
    const ended = run("start", "--json");
    await expect.poll(() => out).toHaveLength(1);
    expect(JSON.parse(out[0] ?? "")).toEqual({
      freezeframe: 1,
      verb: "start",
      result: { ready: "Slack over Socket Mode", version, pid: process.pid },
    });
    stop.abort();
    expect([await ended, out.length]).toEqual([0, 1]);
  });

  test("that cannot begin says why", async () => {
    const start = () => Promise.reject(new DomainError("busy", "process 7 has the store"));
    const { run, err } = commandLine({ start });
    expect(await run("start")).toBe(exitStatus.busy);
    expect(err).toEqual(["freezeframe: process 7 has the store"]);
  });

  test("--until-idle takes up what is unfinished and ends; beside a running bot it has nothing to do", async () => {
    const beside = commandLine();
    expect(await beside.run("start", "--until-idle")).toBe(exitStatus.busy);
    expect(beside.err[0]).toContain("takes up by itself what was left unfinished");
    const session = await bot.as("ops");
    const view = { id: "", workflow: "w@1", state: "done" as RunState, input: null, createdAt: 0 };
    const alone = commandLine({
      bot: async () => undefined,
      open: async () => ({
        ...session,
        operations: { ...session.operations, run: async (id) => ({ ...view, id }) },
        recover: async () => ["r-0"],
      }),
    });
    expect(await alone.run("start", "--until-idle")).toBe(0);
    expect(alone.out).toEqual(["brought to its end: r-0"]);
    view.state = "running";
    expect(await alone.run("start", "--until-idle")).toBe(0);
    expect(alone.out[1]).toBe("still waits for people or for its time: r-0 (freezeframe approvals)");
  });
});
