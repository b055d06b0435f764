import { expect, test } from "vitest";
import { parse } from "yaml";
import { Application, guestAddress, volumeReference } from "#domain/application.ts";
import { MANIFEST } from "../config/files.ts";

const read = (text = MANIFEST) => Application.parse(parse(text));

/** `path: message` of each issue of a changed manifest. */
// biome-ignore lint/suspicious/noExplicitAny: a test's hand in a document of any shape
function issuesWhen(change: (manifest: any) => void): string[] {
  const manifest = parse(MANIFEST);
  change(manifest);
  const { error } = Application.safeParse(manifest);
  return (error?.issues ?? []).map((issue) => `${issue.path.join(".")}: ${issue.message}`);
}

test("a manifest gets the documented defaults", () => {
  expect(read()).toMatchObject({
    approve: ["restore", "cleanup", "build", "prune"],
    owners: { quorum: 1 },
    quiesce: { budget: 10_000 },
    objectives: {},
    restore: {},
  });
});

test("with one server every volume lies on it", () => {
  expect(read().group.volumes.map((volume) => volume.server)).toEqual(["db-1", "db-1"]);
});

test("with several servers each volume says which one it is attached to", () => {
  const issues = issuesWhen((manifest) => manifest.servers.push({ name: "db-2", local: { port: 7002 } }));
  expect(issues).toEqual([
    "group.volumes.0: expected server: with several servers each volume says which one it is attached to (db-1, db-2)",
    "group.volumes.1: expected server: with several servers each volume says which one it is attached to (db-1, db-2)",
  ]);
});

test("a volume is looked up by its id when the manifest has it, else by its name", () => {
  const id = "3fa2b6a4-0d1c-4e5f-8a9b-0c1d2e3f4a5b";
  const application = read(MANIFEST.replace("name: orders-wal", `id: ${id}`));
  expect(application.group.volumes.map(volumeReference)).toEqual(["orders-data", id]);
});

test("a server is reached over SSH on port 22, or over loopback", () => {
  const ssh = MANIFEST.replace("local: { port: 7001 }", "ssh: { host: 10.0.0.5, user: freezeframe }");
  expect(read(ssh).servers.map(guestAddress)).toEqual([
    { server: "db-1", via: { kind: "ssh", host: "10.0.0.5", user: "freezeframe", port: 22 } },
  ]);
  expect(read().servers.map(guestAddress)).toEqual([{ server: "db-1", via: { kind: "local", port: 7001 } }]);
});

test.each([
  [
    "both ssh and local",
    { name: "db-1", ssh: { host: "a", user: "b" }, local: { port: 1 } },
    "expected ssh or local, got both",
  ],
  ["neither ssh nor local", { name: "db-1" }, "expected ssh or local: how is it reached?"],
])("a server with %s is refused", (_, server, message) => {
  expect(
    issuesWhen((manifest) => {
      manifest.servers = [server];
    }),
  ).toEqual([`servers.0: ${message}`]);
});

test("roles, servers and volumes are unique", () => {
  const issues = issuesWhen((manifest) => {
    manifest.group.volumes[1] = { role: "data", name: "orders-data" };
    manifest.servers.push({ name: "db-1", local: { port: 7002 } });
    manifest.quiesce.stages[0][0].roles = ["data"];
  });
  expect(issues).toEqual([
    'servers.1.name: server "db-1" is there twice, first at servers[0].name',
    'group.volumes.1.role: role "data" is there twice, first at group.volumes[0].role',
    'group.volumes.1.name: volume "orders-data" is there twice, first at group.volumes[0].name',
  ]);
});

test("a stage names servers and roles of this manifest", () => {
  const issues = issuesWhen((manifest) => {
    manifest.quiesce.stages = [
      [{ kind: "fsfreeze", server: "db-1", roles: ["dta"] }],
      [{ kind: "postgresql", server: "db-9" }],
    ];
  });
  expect(issues).toEqual([
    'quiesce.stages.0.0.roles.0: "dta" is not among the roles of group.volumes (data, wal)',
    'quiesce.stages.1.0.server: "db-9" is not among the servers (db-1)',
  ]);
});

test("a recipe freezes only what lies on its own server", () => {
  const issues = issuesWhen((manifest) => {
    manifest.servers.push({ name: "db-2", local: { port: 7002 } });
    manifest.group.volumes[0].server = "db-1";
    manifest.group.volumes[1].server = "db-2";
  });
  expect(issues).toEqual(['quiesce.stages.0.0.roles.1: role "wal" lies on server db-2, not on db-1']);
});

test("nothing is frozen twice", () => {
  const issues = issuesWhen((manifest) => {
    manifest.quiesce.stages.push([{ kind: "fsfreeze", server: "db-1", roles: ["wal"] }]);
    manifest.quiesce.stages.push([
      { kind: "postgresql", server: "db-1" },
      { kind: "postgresql", server: "db-1" },
    ]);
  });
  expect(issues).toEqual([
    'quiesce.stages.1.0.roles.0: role "wal" is frozen twice, first by quiesce.stages[0][0]',
    'quiesce.stages.2.1: cluster "main" of db-1 is frozen twice, first by quiesce.stages[2][0]',
  ]);
});

test.each(["require", "degrade"])("policy %s needs stages", (policy) => {
  expect(
    issuesWhen((manifest) => {
      manifest.quiesce = { policy };
    }),
  ).toEqual([`quiesce: expected stages: only policy: skip may have none, got policy: ${policy}`]);
});

test("policy skip may have no stages", () => {
  expect(
    issuesWhen((manifest) => {
      manifest.quiesce = { policy: "skip" };
    }),
  ).toEqual([]);
});

test.each([
  ["30s", []],
  ["31s", ["quiesce.budget: expected a budget between 100ms and 30s"]],
  [10, ["quiesce.budget: expected a duration with a unit, such as 10s, 15m or 4h"]],
  ["10", ['quiesce.budget: expected a duration with a unit, such as 10s, 15m or 4h; got "10"']],
])("a budget of %s", (budget, issues) => {
  expect(
    issuesWhen((manifest) => {
      manifest.quiesce.budget = budget;
    }),
  ).toEqual(issues);
});

test("a quorum that no number of approvers can reach is refused", () => {
  expect(
    issuesWhen((manifest) => {
      manifest.owners.quorum = 2;
    }),
  ).toEqual(["owners.quorum: expected at most 1: there is only one approver"]);
  expect(
    issuesWhen((manifest) => {
      manifest.owners = { operators: ["U0OPS"], approvers: ["S0GROUP"], quorum: 2 };
    }),
  ).toEqual([]);
});

test("without approvers nothing may need an approval", () => {
  expect(
    issuesWhen((manifest) => {
      manifest.owners.approvers = [];
    }),
  ).toEqual(["owners.approvers: expected at least one approver: approve names runs that need one"]);
  expect(
    issuesWhen((manifest) => {
      manifest.owners.approvers = [];
      manifest.approve = [];
    }),
  ).toEqual([]);
});

test("snapshots need an approval where the manifest says so, and nothing that is no run does", () => {
  expect(
    issuesWhen((manifest) => {
      manifest.approve = ["restore", "snapshot"];
    }),
  ).toEqual([]);
  expect(
    issuesWhen((manifest) => {
      manifest.approve = ["snapshots"];
    }),
  ).toEqual(["approve.0: expected one of restore, cleanup, build, prune, snapshot"]);
});

test("a Windows guest is refused in words", () => {
  expect(
    issuesWhen((manifest) => {
      manifest.servers[0].os = "windows";
    }),
  ).toEqual([
    "servers.0.os: Windows guests are not supported: Freezeframe freezes file systems of Linux guests only",
  ]);
});

test.each(["alice", "alice@example.net", "@dba", "C0123456789", "u0123"])(
  "%s is not accepted as an owner",
  (id) => {
    expect(
      issuesWhen((manifest) => {
        manifest.owners.operators = [id];
      }),
    ).toHaveLength(1);
  },
);

test.each(["-oProxyCommand=id", "a b", "", "a\nb"])("%j is not accepted as a host", (host) => {
  expect(
    issuesWhen((manifest) => {
      manifest.servers[0] = { name: "db-1", ssh: { host, user: "freezeframe" } };
    }),
  ).toHaveLength(1);
});

test.each(["10.0.0.5", "db-1.example.net", "2001:db8::5", "db_1"])("%s is accepted as a host", (host) => {
  expect(
    issuesWhen((manifest) => {
      manifest.servers[0] = { name: "db-1", ssh: { host, user: "freezeframe" } };
    }),
  ).toEqual([]);
});

test.each(["../x", "a/b", "-rf", "a b", "$(id)", ""])("%j is not accepted as a hook", (name) => {
  expect(
    issuesWhen((manifest) => {
      manifest.quiesce.stages.push([{ kind: "hook", server: "db-1", name }]);
    }),
  ).toHaveLength(1);
});

test.each(["/", "/etc", "/var", "/usr", "relative", "/a/../etc", "/a//b", "/a/", "/a b"])(
  "%s is not accepted as a mount",
  (mount) => {
    expect(
      issuesWhen((manifest) => {
        manifest.group.volumes[0].mount = mount;
      }),
    ).toHaveLength(1);
  },
);

test.each(["/etc/orders", "/var/lib/postgresql/15", "/srv/a.b"])("%s is accepted as a mount", (mount) => {
  expect(
    issuesWhen((manifest) => {
      manifest.group.volumes[0].mount = mount;
    }),
  ).toEqual([]);
});

test("the order of a restore names every role once", () => {
  expect(
    issuesWhen((manifest) => {
      manifest.restore = { order: ["wal"] };
    }),
  ).toEqual(["restore.order: expected every role, missing: data"]);
  expect(
    issuesWhen((manifest) => {
      manifest.restore = { order: ["wal", "data", "wal"] };
    }),
  ).toEqual(['restore.order.2: role "wal" is there twice, first at restore.order[0]']);
});

test("what a query may answer belongs to a query, and says one thing", () => {
  const issuesWith = (check: object) =>
    issuesWhen((manifest) => {
      const target = { kind: "server", name: "recovery-1" };
      manifest.restoreTest = { target, checks: [{ kind: "postgresql", ...check }] };
    }).map((issue) => issue.replace("restoreTest.checks.0.", ""));
  const sql = "select count(*) from orders";
  expect(issuesWith({ sql, database: "orders", atLeast: 1, atMost: 5 })).toEqual([]);
  expect(issuesWith({ sql, atLeast: 5, atMost: 5 })).toEqual([]);
  expect(issuesWith({ sql, equals: "yes" })).toEqual([]);
  expect(issuesWith({ sql, equals: 0 })).toEqual([]);
  expect(issuesWith({ database: "orders", atLeast: 1, atMost: 2 })).toEqual([
    "database: expected sql beside it: without it every database is read",
    "atLeast: expected sql beside it: at least of what?",
    "atMost: expected sql beside it: at most of what?",
  ]);
  expect(issuesWith({ equals: 1 })).toEqual(["equals: expected sql beside it: what equals it?"]);
  expect(issuesWith({ sql, atLeast: 6, atMost: 5 })).toEqual(["atMost: expected at least atLeast (6)"]);
  expect(issuesWith({ sql, equals: 1, atMost: 5 })).toEqual([
    "equals: expected either equals or atMost, got both",
  ]);
  expect(issuesWith({ sql, equals: true })).toEqual(["equals: expected a number or a text"]);
  expect(issuesWith({ sql, database: "" })).toEqual(["database: expected the name of a database"]);
});

test("an unknown time zone is refused", () => {
  expect(
    issuesWhen((manifest) => {
      manifest.schedule = { timezone: "Europe/Wien" };
    }),
  ).toEqual(["schedule.timezone: expected a time zone of the IANA database, such as Europe/Vienna"]);
});

test("sections of later verbs are parsed and kept", () => {
  const application = read(`${MANIFEST}
objectives: { rpo: 4h, rto: 15m, grade: A }
schedule: { snapshot: "0 */2 * * *", timezone: Europe/Vienna }
retention: { last: 6 }
restoreTest: { target: { kind: server, name: recovery-1 } }
`);
  expect(application).toMatchObject({
    objectives: { rpo: 14_400_000, rto: 900_000, grade: "A" },
    schedule: { snapshot: "0 */2 * * *", timezone: "Europe/Vienna", missed: "latest" },
    retention: { last: 6, daily: 0, weekly: 0, monthly: 0, yearly: 0 },
    restoreTest: {
      pick: "latest",
      target: { kind: "server", name: "recovery-1" },
      checks: [{ kind: "filesystem" }],
    },
  });
});

test("a wrong field does not hide what does not fit together", () => {
  const issues = issuesWhen((manifest) => {
    manifest.quiesce.budget = 10;
    manifest.quiesce.stages[0][0].roles = ["data", "wla"];
    manifest.owners.quorum = 3;
  });
  expect(issues).toEqual([
    "quiesce.budget: expected a duration with a unit, such as 10s, 15m or 4h",
    "owners.quorum: expected at most 1: there is only one approver",
    'quiesce.stages.0.0.roles.1: "wla" is not among the roles of group.volumes (data, wal)',
  ]);
});

test.each([undefined, null, 1, "text", [], [1], { group: 1, servers: "x", quiesce: [], owners: null }])(
  "%j is refused without a crash",
  (value) => {
    expect(Application.safeParse(value).success).toBe(false);
  },
);
