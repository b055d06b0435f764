import { expect, test } from "vitest";
import { DomainError, type ErrorKind } from "#domain/errors.ts";
import type { Json, RunView } from "#engine/port.ts";
import type { Operations, Requested } from "#operations/index.ts";
import type { Backstage, Session } from "#surfaces/cli/backstage.ts";
import { runCommandLine } from "#surfaces/cli/cli.ts";
import { exitStatus } from "#surfaces/cli/exit-status.ts";

// How the command line tells what is behind it: here a backstage in memory. The real one is in test/e2e.

interface Scene {
  readonly operations?: Partial<Operations>;
  readonly session?: Partial<Session>;
  readonly backstage?: Partial<Backstage>;
  readonly live?: boolean;
  readonly signal?: AbortSignal;
}

const result = {
  outcome: "ok",
  application: "orders",
  runId: "r-1",
  point: "orders-1",
  label: { grade: "A", text: "application-consistent (verified freeze)", reasons: [] },
  statements: [],
  problems: [],
  members: [],
  leftovers: [],
  unstamped: [],
  findings: [],
} satisfies Json;

const done: RunView = { id: "r-1", workflow: "w@1", state: "done", input: null, result, createdAt: 0 };

function commandLine({ operations, session, backstage, live = false, signal }: Scene = {}) {
  const [out, err, happened] = [[] as string[], [] as string[], [] as string[]];
  const opened: Session = {
    // Only what the verb under test asks for is there.
    operations: {
      snapshot: async () => ({ runId: "r-1", how: "started" }),
      ended: async () => done,
      follow: () => () => void happened.push("unfollow"),
      points: async () => [],
      ...operations,
    } as Operations,
    recover: async () => [],
    idle: async () => void happened.push("idle"),
    close: async () => void happened.push("close"),
    ...session,
  };
  const behind: Backstage = {
    actor: async () => ({ slackId: "U0OPS", name: "ann" }),
    validate: async () => ({ findings: { problems: [], warnings: [], applications: [] }, text: "valid" }),
    bot: async () => undefined,
    open: async () => opened,
    thaw: async () => [],
    start: async () => undefined,
    putBackStore: () => Promise.reject(new Error("not asked")),
    draw: () => Promise.reject(new Error("not asked")),
    ...backstage,
  };
  const run = (...argv: string[]) =>
    runCommandLine(argv, {
      terminal: { out: (text) => out.push(text), err: (text) => err.push(text), live },
      backstage: () => behind,
      signal: signal ?? new AbortController().signal,
      now: () => 0,
    });
  return { out, err, happened, run };
}

const failing = (error: unknown) => ({ operations: { points: () => Promise.reject(error) } });

test.each(
  Object.keys(exitStatus).filter((kind) => !["ok", "unexpected", "weaker"].includes(kind)) as ErrorKind[],
)(
  "an error of kind %s ends with its own status, its words and the next step, without a stack",
  async (kind) => {
    const { run, out, err, happened } = commandLine(
      failing(new DomainError(kind, "what is wrong", { next: "do this" })),
    );
    expect(await run("points", "orders")).toBe(exitStatus[kind]);
    expect([out, err]).toEqual([[], ["freezeframe: what is wrong\n  next: do this"]]);
    expect(happened).toEqual(["close"]);
  },
);

test("what nobody foresaw ends with 1 and its stack; as JSON without", async () => {
  const text = commandLine(failing(new TypeError("x is not a function")));
  expect(await text.run("points", "orders")).toBe(1);
  expect(text.err.join("\n")).toMatch(
    /x is not a function[\s\S]*a fault of Freezeframe's own[\s\S]*\n {4}at /,
  );
  const json = commandLine(failing(new TypeError("x is not a function")));
  expect(await json.run("points", "orders", "--json")).toBe(1);
  expect(json.err).toEqual([]);
  expect(JSON.parse(json.out.join())).toMatchObject({ freezeframe: 1, error: { kind: "unexpected" } });
});

test("whatever fails after a stop was asked for is told as interrupted", async () => {
  const { run, err } = commandLine({ ...failing(new Error("aborted")), signal: AbortSignal.abort() });
  expect(await run("points", "orders")).toBe(exitStatus.interrupted);
  expect(err.join()).toContain("goes on when Freezeframe is started again");
});

test("the session is closed also when a verb fails, and only then the answer is told", async () => {
  const { run, happened } = commandLine({
    session: { close: () => Promise.reject(new Error("cannot close")) },
  });
  expect(await run("points", "orders")).toBe(1);
  expect(happened).toEqual([]);
});

const progress = (updates: Json[]): Partial<Operations> => ({
  follow: (_run, listener) => {
    for (const update of updates) listener(update);
    return () => undefined;
  },
});

test("a person at a terminal is told what goes on; nobody else is, nor anybody who wants JSON", async () => {
  const operations = progress([{ phase: "frozen" }, { phase: "thawed", windowMs: 812 }, { other: 1 }, null]);
  const live = commandLine({ operations, live: true });
  expect(await live.run("snapshot", "orders")).toBe(0);
  expect(live.err).toEqual(["… run r-1", "… frozen", "… thawed after 812 ms"]);
  for (const scene of [commandLine({ operations }), commandLine({ operations, live: true })]) {
    await scene.run("snapshot", "orders", ...(scene.err === live.err ? [] : ["--json"]));
    expect(scene.err).toEqual([]);
  }
});

test.each<[Requested, string]>([
  [{ runId: "r-0", how: "joined" }, "… a snapshot of orders is going on already: following run r-0"],
  [{ runId: "r-0", how: "queued", busyWith: "r-9" }, "… run r-0 waits behind r-9"],
  [{ runId: "r-0", how: "known" }, "… asked for before: following run r-0"],
])("snapshot follows the run that it was given, and says which: %j", async (requested, words) => {
  const operations = { snapshot: async () => requested };
  const { run, err, happened } = commandLine({ operations, live: true });
  expect(await run("snapshot", "orders")).toBe(0);
  expect(err).toEqual([words]);
  expect(happened).toEqual(["unfollow", "idle", "close"]);
});

test("a run that this version does not know is told as waiting for the one that does", async () => {
  const { result: _gone, ...rest } = done;
  const { run, err } = commandLine({ operations: { ended: async () => ({ ...rest, state: "parked" }) } });
  expect(await run("snapshot", "orders")).toBe(exitStatus.interrupted);
  expect(err[0]).toContain("run r-1 is parked: this version does not know w@1");
});

test("a refused snapshot still lets what was taken up come to its end", async () => {
  const refuse = () => Promise.reject(new DomainError("refused", "frozen a minute ago"));
  const { run, happened, err } = commandLine({
    operations: { snapshot: refuse },
    session: { recover: async () => ["r-0"] },
    live: true,
  });
  expect(await run("snapshot", "orders")).toBe(exitStatus.refused);
  expect(err[0]).toBe("… taking up what was left unfinished: r-0");
  expect(happened).toEqual(["idle", "close"]);
});

test.each([
  ["ok", 0],
  ["degraded", 4],
  ["requirement-missed", 4],
  ["refused", 3],
  ["incomplete", 5],
])("a snapshot that is %s ends with %i", async (outcome, status) => {
  const run: RunView = { ...done, result: { ...result, outcome } };
  expect(await commandLine({ operations: { ended: async () => run } }).run("snapshot", "orders")).toBe(
    status,
  );
});

test("a run that failed is told with its id and the kind of its error; one that a newer version wrote counts as failed", async () => {
  const failed = (kind: string): RunView => {
    const { result: _gone, ...rest } = done;
    return { ...rest, state: "failed", error: { kind, message: "no room", next: "make room" } };
  };
  const known = commandLine({ operations: { ended: async () => failed("refused") } });
  expect(await known.run("snapshot", "orders")).toBe(exitStatus.refused);
  expect(known.err).toEqual(["freezeframe: run r-1: no room\n  next: make room"]);
  const unknown = commandLine({ operations: { ended: async () => failed("something-new") } });
  expect(await unknown.run("snapshot", "orders")).toBe(exitStatus.failed);
});

test("a guest that could not be reached makes a thaw unreachable, a foreign freeze does not", async () => {
  const thaw = (was: "thawed" | "foreign" | "unreachable") =>
    commandLine({ backstage: { thaw: async () => [{ server: "db-1", was, text: "text" }] } }).run(
      "thaw",
      "orders",
    );
  expect([await thaw("thawed"), await thaw("foreign"), await thaw("unreachable")]).toEqual([
    0,
    0,
    exitStatus.unreachable,
  ]);
});

test("validate ends with 2 as soon as there is a problem, and with 0 for warnings", async () => {
  const problem = { file: "config.yml", line: 1, column: 1, path: "", message: "wrong" };
  const found = (problems: (typeof problem)[], warnings: (typeof problem)[]) =>
    commandLine({
      backstage: { validate: async () => ({ findings: { problems, warnings, applications: [] }, text: "" }) },
    }).run("validate");
  expect([await found([problem], []), await found([], [problem])]).toEqual([2, 0]);
});

test("help and version need neither config nor store", async () => {
  const never = () => Promise.reject(new Error("opened"));
  const { run, out } = commandLine({ backstage: { open: never, validate: never, actor: never } });
  expect([await run(), await run("--help"), await run("version")]).toEqual([0, 0, 0]);
  expect(out[0]).toMatch(/^freezeframe – group snapshots that tell the truth/);
  expect(out[2]).toMatch(/^freezeframe \d+\.\d+\.\d+$/);
});
