import { expect, test } from "vitest";
import { readArguments } from "#surfaces/cli/arguments.ts";
import { verbs } from "#surfaces/cli/verbs.ts";

const read = (...argv: string[]) => readArguments(argv, verbs);

test("a verb, what it is about, and its options, in any order", () => {
  const expected = {
    verb: "snapshot",
    subject: "orders-db",
    config: "c.yml",
    json: true,
    reason: "a b",
    limit: 20,
    until: undefined,
    untilIdle: false,
    plan: false,
    keep: false,
    prune: false,
    ask: false,
    yes: false,
    rehearse: false,
    csv: false,
  };
  expect(read("snapshot", "orders-db", "--reason", "a b", "--json", "--config", "c.yml")).toEqual(expected);
  expect(read("--config=c.yml", "--json", "snapshot", "--reason=a b", "orders-db")).toEqual(expected);
});

test("nothing, help, -h and --help are help, whatever else is said", () => {
  for (const argv of [
    [],
    ["help"],
    ["-h"],
    ["--help"],
    ["snapshot", "--help"],
    ["help", "snapshot", "x"],
    ["runs", "-h", "--reason", "x"],
  ])
    expect(read(...argv)).toMatchObject({ verb: "help", subject: undefined });
});

test.each<[string[], string | RegExp]>([
  [["snapshott", "x"], 'there is no verb "snapshott"; did you mean "snapshot"?'],
  [["evidense", "x"], 'did you mean "evidence"?'],
  [["xyzzy"], /^there is no verb "xyzzy"$/],
  [["constructor"], 'there is no verb "constructor"'],
  [["__proto__"], 'there is no verb "__proto__"'],
  [["snapshot", "x", "--reson", "y"], 'there is no option "--reson"; did you mean "--reason"?'],
  [["points", "x", "--jsno"], 'there is no option "--jsno"; did you mean "--json"?'],
  [["points", "x", "--frobnicate"], /^there is no option "--frobnicate"$/],
  [["points", "x", "-x"], 'there is no option "-x"'],
  [["points", "x", "--config"], /config/],
  [["points", "x", "--json=yes"], /json/],
  [["snapshot"], "snapshot needs APP"],
  [["evidence", "--json"], "evidence needs POINT"],
  [["snapshot", "x", "before", "upgrade"], '"before" is one argument too many for snapshot'],
  [["runs", "orders-db"], '"orders-db" is one argument too many for runs'],
  [["validate", "x"], '"x" is one argument too many for validate'],
  [
    ["points", "x", "--reason", "y"],
    "--reason belongs to snapshot, retention, protect, restore, clean, keep, cancel, pause, approve, deny, withdraw, break-glass, not to points",
  ],
  [["snapshot", "x", "--until", "2h"], "--until belongs to keep, pause, snooze, not to snapshot"],
  [["runs", "--until-idle"], "--until-idle belongs to start, not to runs"],
  [["start", "--until", "2h"], "--until belongs to keep, pause, snooze, not to start"],
  [["snapshot", "x", "--plan"], "--plan belongs to restore, clean, not to snapshot"],
  [["restore"], "restore needs APP"],
  [["restore", "x", "latest", "now"], '"now" is one argument too many for restore'],
  [["restore", "x", "--roles", "data,,wal"], '--roles takes roles with commas between them, got "data,,wal"'],
  [["restore", "x", "--roles="], '--roles takes roles with commas between them, got ""'],
  [["restore", "x", "--strategy", "both"], '--strategy takes volumes or group, got "both"'],
  [["discard"], "discard needs RESTORE"],
  [["restores", "x"], '"x" is one argument too many for restores'],
  [["pause"], "pause needs APP"],
  [["pause", "x"], "pause needs --until TIME and --reason TEXT"],
  [["pause", "x", "--until", "2h"], /^pause needs --reason TEXT$/],
  [["cancel"], "cancel needs RUN"],
  [["status", "x", "y"], '"y" is one argument too many for status'],
  [["reload", "x"], '"x" is one argument too many for reload'],
  [["points", "x", "--limit", "3"], "--limit belongs to runs, not to points"],
])("%j is not understood", (argv, message) => {
  expect(() => read(...argv)).toThrow(message);
  try {
    read(...argv);
  } catch (error) {
    expect(error).toMatchObject({ kind: "invalid-input" });
  }
});

test.each(["0", "-1", "1.5", "1001", "ten", "", "NaN"])("--limit %j is refused", (limit) => {
  expect(() => read("runs", `--limit=${limit}`)).toThrow("--limit takes a whole number from 1 to 1000");
});

test("--limit takes 1 to 1000", () => {
  expect([
    read("runs").limit,
    read("runs", "--limit", "1").limit,
    read("runs", "--limit", "1000").limit,
  ]).toEqual([20, 1, 1_000]);
});

test("a verb whose subject may be left out is understood with and without it", () => {
  expect([read("status").subject, read("status", "orders").subject]).toEqual([undefined, "orders"]);
});

test("what a verb lacks is told with a whole command as an example", () => {
  expect(() => read("pause", "orders")).toThrow(
    expect.objectContaining({ next: "freezeframe pause APP --until TIME --reason TEXT" }),
  );
  expect(() => read("snapshot")).toThrow(expect.objectContaining({ next: "freezeframe snapshot APP" }));
});

test("pause takes its time and its reason, start may be told to end when idle", () => {
  expect(read("pause", "orders", "--until", "2h", "--reason", "rack move")).toMatchObject({
    subject: "orders",
    until: "2h",
    reason: "rack move",
  });
  expect([read("start").untilIdle, read("start", "--until-idle").untilIdle]).toEqual([false, true]);
});

test("restore takes a point and what to make of it; each of it may be left out", () => {
  const argv = ["--plan", "--roles", "data, wal,data", "--strategy=group", "--keep", "--reason", "drill"];
  expect(read("restore", "orders", "orders-1", ...argv)).toMatchObject({
    subject: "orders",
    second: "orders-1",
    plan: true,
    roles: ["data", "wal"],
    strategy: "group",
    keep: true,
    reason: "drill",
  });
  const bare = read("restore", "orders");
  expect([bare.second, bare.plan, bare.roles, bare.strategy, bare.keep]).toEqual([
    undefined,
    false,
    undefined,
    undefined,
    false,
  ]);
});
