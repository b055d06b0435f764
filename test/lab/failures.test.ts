import { afterEach, describe, expect, test } from "vitest";
import { applicationDir, type Document } from "./harness/application-dir.ts";
import { cinderProxy } from "./harness/cinder-proxy.ts";
import { addFault } from "./harness/faults.ts";
import { freezeframe } from "./harness/freezeframe.ts";
import { groupSnapshots, memberSnapshots } from "./harness/group-snapshots.ts";
import { guest } from "./harness/guest.ts";
import { lab } from "./harness/lab.ts";
import { expectStatus } from "./harness/open-stack.ts";
import { runRemedy } from "./harness/remedy.ts";
import { makeGroup } from "./harness/scratch-group.ts";
import { verb } from "./harness/verb.ts";

// When Cinder does not deliver: what is said, what is kept, what is left, and that nothing stays frozen.

const here = await lab();

afterEach(async () => {
  for (const server of ["orders-db-1", "orders-db-loop-1"])
    expect(Object.values(await guest(server).frozen())).not.toContain(true);
});

describe.each([
  { application: "orders-db", server: "orders-db-1", statuses: ["error", "error", "error"] },
  {
    application: "orders-db-loop",
    server: "orders-db-loop-1",
    statuses: ["available", "available", "error"],
  },
])("one member of $application fails", ({ application, server, statuses }) => {
  test("the answer names each volume, the thaw, what is left and how to remove it, and the last good point", async () => {
    await using dir = await applicationDir(here, { application });
    const good = await verb(dir, "snapshot", application);
    expect(good.result.label.grade).toBe("A");
    await using _fault = await addFault(`failures-${dir.instance}`, {
      op: "create_snapshot",
      action: "fail",
      match: `ff/${dir.instance}/`,
      times: 1,
    });
    await using writes = await guest(server).watch("/etc/orders");
    const { code, stdout } = await freezeframe(["snapshot", application], { dir });
    expect(code).toBe(5);
    expect(stdout).toMatch(new RegExp(`^${application}: INCOMPLETE: no recovery point$`, "m"));
    expect(stdout).toMatch(/^ +frozen +[\d.]+ m?s of 10 s, thaw confirmed$/m);
    expect(writes.stalls()).not.toEqual([]);
    expect(writes.stalls()).not.toContainEqual(expect.objectContaining({ toMs: undefined }));

    const sets = await groupSnapshots(here, `ff/${dir.instance}/`);
    const left = sets.find((set) => set.status === "error");
    const members = await memberSnapshots(here, left?.id ?? "");
    expect(members.map((member: Document) => member.status).sort()).toEqual(statuses);
    for (const { role, id } of here.application(application).servers.flatMap((one) => one.volumes)) {
      const member = members.find((one: Document) => one.volume_id === id);
      expect(stdout).toMatch(new RegExp(`^ +volumes +\\d/3: .*\\b${role} ${member.status}\\b`, "m"));
      if (member.status === "error")
        expect(stdout).toContain(`${role}: member snapshot ${member.id} is error`);
    }
    expect(stdout).toContain(`group snapshot ${left?.id} is error (${left?.name})`);
    expect(stdout).toMatch(
      new RegExp(`^ +last good +${good.result.point} \\(A\\), [\\d.]+ m?s? ?.*old$`, "m"),
    );

    // What it says is done, word by word, as the project's user would.
    const remedy = stdout
      .split("\n")
      .filter((line) => line.includes("cinder "))
      .map((line) => line.trim());
    expect(remedy).toEqual([`cinder group-snapshot-delete ${left?.id}`]);
    await runRemedy(here, remedy);
    await expect
      .poll(() => groupSnapshots(here, `ff/${dir.instance}/`), { timeout: 20_000, interval: 200 })
      .toMatchObject([{ id: sets.find((set) => set !== left)?.id, status: "available" }]);

    const { result: points } = await verb(dir, "points", application);
    expect(points.map((point: { id: string }) => point.id)).toEqual([good.result.point]);
  });
});

test("a cut that outlasts the budget is thawed in time, kept, and called a missed requirement", async () => {
  await using dir = await applicationDir(here, {
    application: "orders-db-loop",
    manifest: (manifest) => {
      manifest.quiesce.budget = "1500ms";
    },
  });
  await using writes = await guest("orders-db-loop-1").watch("/etc/orders");
  const { code, result } = await verb(dir, "snapshot", "orders-db-loop");
  expect(result).toMatchObject({ outcome: "requirement-missed", label: { grade: "D" } });
  expect(code).toBe(4);
  expect(result.problems).toContain("the group snapshot was not available before the thaw");
  const [stall] = writes.stalls(1_000);
  expect((stall?.toMs ?? Number.POSITIVE_INFINITY) - (stall?.fromMs ?? 0)).toBeLessThan(2_500 + 500);
  expect((await verb(dir, "points", "orders-db-loop")).result).toHaveLength(1);
  const doctor = await verb(dir, "doctor", "orders-db-loop");
  expect(doctor.result.findings).toContainEqual(expect.objectContaining({ code: "window-over-budget" }));
});

test("a set with a member of another size than the volume had is no recovery point", async () => {
  await using group = await makeGroup(here, {
    groupType: "consistent",
    volumeType: "atomic",
    roles: ["data", "wal"],
  });
  const [, wal] = group.volumes;
  await using proxy = await cinderProxy(here, async ({ method, path }, pass) => {
    // Somebody extends the volume after preflight has looked.
    if (method === "POST" && path.endsWith("/group_snapshots")) {
      const extend = { "os-extend": { new_size: 2 } };
      expectStatus(await here.bot.cinder("POST", `/volumes/${wal?.id}/action`, extend), 202);
      await expect
        .poll(async () => (await here.bot.cinder("GET", `/volumes/${wal?.id}`)).body.volume, {
          timeout: 20_000,
        })
        .toMatchObject({ status: "available", size: 2 });
    }
    await pass();
    return "answered";
  });
  await using dir = await applicationDir(here, {
    application: "orders-db",
    config: proxy.use,
    manifest: (manifest) => {
      manifest.application = "scratch";
      const volumes = group.volumes.map(({ role, name }) => ({ role, name }));
      manifest.group = { name: group.name, type: group.groupType, volumes };
      manifest.quiesce = { policy: "skip" };
    },
  });
  const { code, result } = await verb(dir, "snapshot", "scratch");
  expect(result).toMatchObject({ outcome: "incomplete", leftovers: [{ status: "available" }] });
  expect(result.problems).toEqual([
    expect.stringMatching(/^wal: member snapshot \S+ has 2 GiB, the volume had 1 GiB$/),
  ]);
  expect(code).toBe(5);
  expect((await verb(dir, "points", "scratch")).result).toEqual([]);
});

test("an answer of Cinder's that is lost after it was applied: the set is found by its name, inside the same freeze", async () => {
  let posts = 0;
  await using proxy = await cinderProxy(here, async ({ method, path }, pass) => {
    await pass();
    if (method !== "POST" || !path.endsWith("/group_snapshots")) return "answered";
    posts += 1;
    return "lost";
  });
  await using dir = await applicationDir(here, { application: "orders-db", config: proxy.use });
  const { code, result } = await verb(dir, "snapshot", "orders-db");
  expect(result).toMatchObject({ outcome: "ok", label: { grade: "A" }, leftovers: [] });
  expect([code, posts]).toEqual([0, 1]);
  expect(await groupSnapshots(here, `ff/${dir.instance}/`)).toHaveLength(1);
});

test("a request that Cinder applies only after the thaw is never evidence: no point, a leftover with its remedy", async () => {
  await using writes = await guest("orders-db-1").watch("/etc/orders");
  const thawed = () => writes.stalls(1_500).at(-1)?.toMs !== undefined;
  const applied = Promise.withResolvers<void>();
  await using proxy = await cinderProxy(here, async ({ method, path }, pass) => {
    const request = method === "POST" && path.endsWith("/group_snapshots");
    if (request) await expect.poll(thawed, { timeout: 20_000, interval: 20 }).toBe(true);
    else if (thawed()) await applied.promise; // so that what comes after the thaw sees it
    await pass();
    if (request) applied.resolve();
    return request ? "lost" : "answered";
  });
  await using dir = await applicationDir(here, {
    application: "orders-db",
    config: proxy.use,
    manifest: (manifest) => {
      manifest.quiesce.budget = "2s";
    },
  });
  const { code, result } = await verb(dir, "snapshot", "orders-db");
  expect(result).toMatchObject({ outcome: "incomplete", frozen: { thawConfirmed: true } });
  expect(code).toBe(5);
  const [late] = await groupSnapshots(here, `ff/${dir.instance}/`);
  expect(result.leftovers).toMatchObject([{ id: late?.id, name: late?.name }]);
  expect((await verb(dir, "points", "orders-db")).result).toEqual([]);
});

describe("a quota that has no room for the whole set", () => {
  const setSnapshots = async (snapshots: number): Promise<void> => {
    const path = `/os-quota-sets/${here.bot.projectId}`;
    expectStatus(await here.admin.cinder("PUT", path, { quota_set: { snapshots } }), 200);
  };
  const used = async (): Promise<{ limit: number; in_use: number }> => {
    const path = `/os-quota-sets/${here.bot.projectId}?usage=True`;
    return expectStatus(await here.admin.cinder("GET", path), 200).quota_set.snapshots;
  };

  test("is named by doctor, and nothing is frozen for it", async () => {
    const { limit, in_use: inUse } = await used();
    await using stack = new AsyncDisposableStack();
    stack.defer(() => setSnapshots(limit));
    await setSnapshots(inUse + 2);
    await using dir = await applicationDir(here, { application: "orders-db" });
    await using writes = await guest("orders-db-1").watch("/etc/orders");
    const doctor = await verb(dir, "doctor", "orders-db");
    expect(doctor.result.findings[0]).toMatchObject({
      code: "over-quota",
      severity: "error",
      subject: "snapshots",
      text: expect.stringMatching(/the set needs 3 of the quota "snapshots", 2 of \d+ are free/),
    });
    expect(doctor.code).toBe(3);
    const { code, result } = await verb(dir, "snapshot", "orders-db");
    expect([code, result.outcome]).toEqual([3, "refused"]);
    expect(writes.stalls(500)).toEqual([]);
  });

  test("is told by Cinder inside the freeze when it was used up meanwhile: thawed, nothing left", async () => {
    const { limit, in_use: inUse } = await used();
    await using stack = new AsyncDisposableStack();
    stack.defer(() => setSnapshots(limit));
    await using proxy = await cinderProxy(here, async ({ method, path }, pass) => {
      if (method === "POST" && path.endsWith("/group_snapshots")) await setSnapshots(inUse + 2);
      await pass();
      return "answered";
    });
    await using dir = await applicationDir(here, { application: "orders-db", config: proxy.use });
    const { code, result } = await verb(dir, "snapshot", "orders-db");
    expect(result).toMatchObject({ outcome: "refused", frozen: { thawConfirmed: true }, leftovers: [] });
    expect(result.problems[0]).toMatch(
      /^Cinder refused the group snapshot: .*(413|[Qq]uota|SnapshotLimitExceeded)/,
    );
    expect(code).toBe(3);
    expect(await groupSnapshots(here, `ff/${dir.instance}/`)).toEqual([]);
  });
});
