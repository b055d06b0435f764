import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { ConfigError } from "#config/config-error.ts";
import { formatValidation } from "#config/format-validation.ts";
import { loadInstallation, validateFiles } from "#config/load.ts";
import { problemText } from "#config/problem.ts";
import {
  CONFIG,
  configProblemsOf,
  directoryWith,
  env,
  MANIFEST,
  manifestWith,
  problemsOf,
  validated,
} from "./files.ts";

const files = { "config.yml": CONFIG, "manifests/orders.yml": MANIFEST };

test("config and manifests are read as one installation", async () => {
  using directory = directoryWith(files);
  const { config, applications, warnings, paths } = await loadInstallation({ cwd: directory.path, env });
  expect([...applications.keys()]).toEqual(["orders"]);
  expect(warnings).toEqual([]);
  expect(paths).toEqual({
    config: join(directory.path, "config.yml"),
    manifests: join(directory.path, "manifests"),
  });
  expect(config).toMatchObject({
    instance: "test",
    store: { path: join(directory.path, "freezeframe.sqlite") },
    clouds: { prod: { cloud: "prod", backends: [] } },
    operators: {},
    log: { level: "info" },
  });
  expect(config.signingKey.reveal()).toBe(env.SIGNING_KEY);
});

test("limits left out have the documented values", async () => {
  using directory = directoryWith(files);
  const { config } = await loadInstallation({ cwd: directory.path, env });
  expect(config.limits).toEqual({
    heartbeatMs: 1_000,
    silenceMs: 3_000,
    budgetMaxMs: 30_000,
    creatingIsLeftoverMs: 600_000,
    windowExecutions: 3,
    betweenExecutionsMs: 60_000,
    windowsAtOnce: 8,
    betweenFreezesMs: 300_000,
    pollMs: 15,
    approvalExpiryMs: 3_600_000,
    prunedAtOnce: 3,
    restoreTtlMs: 259_200_000,
    scratchTtlMs: 14_400_000,
    orphanGraceMs: 86_400_000,
    blastCap: 20,
    orphanScanEveryMs: 21_600_000,
    driftEveryMs: 21_600_000,
    restoreTestsAtOnce: 1,
  });
});

test("every problem of every file is told at once, with file, line, column and key path", async () => {
  const { problems } = await validated({
    "config.yml": `${CONFIG}log: { level: inof }\nlimts: {}\n`,
    "manifests/a.yml": manifestWith((manifest) => {
      manifest.grup = 1;
      manifest.quiesce.policy = "requir";
    }),
    "manifests/b.yml": MANIFEST.replace("orders\n", "other\n").replace("kind: fsfreeze", "kind: fsfreze"),
  });
  expect(problems.map(problemText)).toEqual([
    'config.yml:5:15 log.level: expected one of error, warn, info, debug, trace, got "inof"; did you mean "info"?',
    'config.yml:6:1 limts: unknown key; did you mean "limits"?',
    'manifests/a.yml:21:11 quiesce.policy: expected one of require, degrade, skip, got "requir"; did you mean "require"?',
    'manifests/a.yml:28:1 grup: unknown key; did you mean "group"?',
    'manifests/b.yml:15:16 quiesce.stages[0][0].kind: expected one of fsfreeze, postgresql, mariadb, hook, got "fsfreze"; did you mean "fsfreeze"?',
  ]);
});

test("an installation with problems is not loaded, and the error holds them all", async () => {
  using directory = directoryWith({ ...files, "manifests/bad.yml": "version: 2\n" });
  const failure = await loadInstallation({ cwd: directory.path, env }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConfigError);
  expect(failure).toMatchObject({
    kind: "invalid-input",
    next: "correct the files, then run freezeframe validate",
  });
  const { problems } = failure as ConfigError;
  expect(problems.length).toBeGreaterThan(5);
  for (const problem of problems) expect((failure as ConfigError).message).toContain(problemText(problem));
});

test("a missing key is told at the section where it belongs", async () => {
  expect(await problemsOf(manifestWith((manifest) => delete manifest.group.name))).toEqual([
    "manifests/orders.yml:10:3 group.name: expected the name of an OpenStack resource, got nothing",
  ]);
});

test("an unknown key that is like no other is told with the keys that are known", async () => {
  const [problem] = await problemsOf(manifestWith((manifest) => (manifest.owners.xyzzy = [])));
  expect(problem).toMatch(/owners\.xyzzy: unknown key; known here: operators, approvers, quorum$/);
});

test("a name that two manifests use is told at the second", async () => {
  const { problems } = await validated({ ...files, "manifests/zweite.yaml": MANIFEST });
  expect(problems.map(problemText)).toEqual([
    'manifests/zweite.yaml:2:14 application: "orders" is described by manifests/orders.yml already: one file an application',
  ]);
});

test("a manifest's cloud is one of the config's", async () => {
  expect(await problemsOf(MANIFEST.replace("cloud: prod", "cloud: prd"))).toEqual([
    'manifests/orders.yml:3:8 cloud: "prd" is not among the clouds of config.yml (prod); did you mean "prod"?',
  ]);
});

test("a manifest's budget is within the config's limit", async () => {
  const { problems } = await validated({
    "config.yml": `${CONFIG}limits: { budgetMax: 5s }\n`,
    "manifests/orders.yml": MANIFEST.replace("policy: require", "policy: require\n  budget: 6s"),
  });
  expect(problems.map(problemText)).toEqual([
    "manifests/orders.yml:14:11 quiesce.budget: expected at most 5 s, the limits.budgetMax of config.yml, got 6 s",
  ]);
});

test("the default budget too is within the config's limit", async () => {
  expect(await configProblemsOf(`${CONFIG}limits: { budgetMax: 5s }\n`)).toEqual([
    "manifests/orders.yml:13:3 quiesce.budget: expected at most 5 s, the limits.budgetMax of config.yml, got 10 s",
  ]);
});

test("a server over SSH needs guests.ssh in the config", async () => {
  expect(
    await problemsOf(MANIFEST.replace("local: { port: 7001 }", "ssh: { host: db-1, user: ff }")),
  ).toEqual([
    "manifests/orders.yml:11:24 servers[0].ssh: config.yml has no guests.ssh: with which key and known hosts?",
  ]);
});

test.each([
  ["0 */2 * * *", []],
  ["0 0 * * *", []],
  [
    "61 * * * *",
    [
      'manifests/orders.yml:16:23 schedule.snapshot: expected a cron expression: minute takes 0 to 59, ranges, lists and */STEP, not "61", got "61 * * * *"',
    ],
  ],
  [
    "* * * * * *",
    [
      'manifests/orders.yml:16:23 schedule.snapshot: expected a cron expression of five fields: minute hour day-of-month month day-of-week, got "* * * * * *"',
    ],
  ],
])("the cron expression %j", async (slot, problems) => {
  expect(await problemsOf(`${MANIFEST}schedule: { snapshot: "${slot}" }\n`)).toEqual(problems);
});

test("limits that would thaw by mistake are refused, whatever else is wrong", async () => {
  expect(
    await configProblemsOf(`${CONFIG}limits: { heartbeat: 2s, silence: 3s, pollInterval: 15 }\n`),
  ).toEqual([
    'config.yml:5:35 limits.silence: expected at least two heartbeats: one lost beat must not thaw, got "3s"',
    "config.yml:5:53 limits.pollInterval: expected a duration with a unit, such as 10s, 15m or 4h, got 15",
  ]);
});

test("a declared back end says which volumes it means", async () => {
  const declared = CONFIG.replace("prod: {}", "prod: { backends: [{ driver: X, groupSnapshots: atomc }] }");
  expect(await configProblemsOf(declared)).toEqual([
    "config.yml:4:30 clouds.prod.backends[0]: expected pool or volumeTypes: which volumes are meant?",
    'config.yml:4:59 clouds.prod.backends[0].groupSnapshots: expected one of atomic, loops, got "atomc"; did you mean "atomic"?',
  ]);
});

test("the config is looked for by argument, by environment, here and in /etc", async () => {
  using directory = directoryWith({
    ...files,
    "else/config.yml": CONFIG.replace("test", "else"),
    "else/manifests/orders.yml": MANIFEST,
  });
  const cwd = directory.path;
  const instance = async (request: { configPath?: string; env?: Record<string, string> }) =>
    (await loadInstallation({ cwd, ...request, env: { ...env, ...request.env } })).config.instance;
  expect(await instance({})).toBe("test");
  expect(await instance({ env: { FREEZEFRAME_CONFIG: "else/config.yml" } })).toBe("else");
  expect(await instance({ configPath: "config.yml", env: { FREEZEFRAME_CONFIG: "else/config.yml" } })).toBe(
    "test",
  );
});

test("a config that is not there is told with the places that were looked at", async () => {
  using directory = directoryWith({});
  const { problems } = await validateFiles({ cwd: directory.path, env, configPath: "nowhere.yml" });
  expect(problems).toMatchObject([{ file: resolve(directory.path, "nowhere.yml"), line: 1 }]);
  expect(problems[0]?.message).toContain("Write one after config.example.yml");
});

test("a manifest directory that is not there is a problem, an empty one a warning", async () => {
  expect((await validated({ "config.yml": CONFIG })).problems.map((problem) => problem.message)).toEqual([
    expect.stringMatching(/^cannot read the directory .*manifests: ENOENT$/),
  ]);
  const empty = await validated({ "config.yml": CONFIG, "manifests/readme.txt": "" });
  expect(empty).toMatchObject({
    problems: [],
    warnings: [{ message: "no manifest in manifests: nothing is protected" }],
  });
});

test("a path that starts with ~/ is under HOME", async () => {
  using directory = directoryWith({
    ...files,
    "config.yml": CONFIG.replace("freezeframe.sqlite", "~/ff.sqlite"),
  });
  const { config } = await loadInstallation({ cwd: directory.path, env: { ...env, HOME: "/home/ff" } });
  expect(config.store.path).toBe("/home/ff/ff.sqlite");
});

test("an SSH key that is not there is a warning, since files may be checked elsewhere", async () => {
  const guests = "guests: { ssh: { identityFile: nowhere, knownHostsFile: config.yml } }\n";
  const { problems, warnings } = await validated({ ...files, "config.yml": CONFIG + guests });
  expect(problems).toEqual([]);
  expect(warnings.map(problemText)).toEqual([
    expect.stringMatching(
      /^config\.yml:5:32 guests\.ssh\.identityFile: .*nowhere is not there: no guest can be reached$/,
    ),
  ]);
});

test("the report ends with a line that counts", async () => {
  expect(formatValidation(await validated(files))).toBe("valid: 1 application (orders)");
  const report = formatValidation(await validated({ ...files, "config.yml": `${CONFIG}a: 1\n` })).split("\n");
  expect(report).toEqual([
    expect.stringMatching(/^error {3}config\.yml:5:1 a: unknown key/),
    "1 problem: 1 application (orders)",
  ]);
});

test.each([
  ["59s", 'limits.approvalExpiry: expected a duration from 1m to 7d, got "59s"'],
  ["8d", 'limits.approvalExpiry: expected a duration from 1m to 7d, got "8d"'],
])("a request is open from a minute to a week: not %s", async (text, problem) => {
  expect(await configProblemsOf(`${CONFIG}limits: { approvalExpiry: ${text} }\n`)).toEqual([
    expect.stringContaining(problem),
  ]);
});

test("who may break the glass is a list of people, never of groups", async () => {
  expect(await configProblemsOf(`${CONFIG}breakGlass: [U0123456789, S0STORAGE]\n`)).toEqual([
    expect.stringContaining("breakGlass[1]: expected a Slack user id, such as U0123456789"),
  ]);
});
