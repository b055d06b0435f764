import { expect, onTestFinished, test } from "vitest";
import { connectCloud } from "#cloud/connect-cloud.ts";
import { systemClock } from "#support/clock.ts";
import { Secret } from "#support/secret.ts";
import type { Volume } from "../../playground/cloud/rows.ts";
import type { CloudSeed } from "../../playground/cloud/seed.ts";
import { startCloud } from "../../playground/cloud/server.ts";
import { ControlClient } from "../../playground/control-client.ts";

const own = "a".repeat(32);
const theirs = "b".repeat(32);
const signal = AbortSignal.timeout(30_000);

const volume = (index: number, projectId: string): Volume => ({
  ...{ id: `v${index}`, name: null, status: "available", size: 1, volumeTypeId: "t", groupId: null },
  ...{ host: null, projectId, userId: "u", serviceUuid: null, createdAt: index * 1_000, updatedAt: null },
  ...{ multiattach: false, encrypted: false, attachments: [], metadata: {}, content: 0 },
});

const seed = (volumes: readonly Volume[]): CloudSeed => ({
  projects: [
    { id: own, name: "own" },
    { id: theirs, name: "theirs" },
  ],
  users: [
    { id: "u", name: "member", password: "x", roles: { [own]: ["member"] } },
    { id: "r", name: "admin", password: "x", roles: { [theirs]: ["admin"] } },
  ],
  ...{ groupTypes: [], volumeTypes: [], pools: [], groups: [], volumes },
});

interface Listed {
  readonly volumes: readonly { id: string }[];
  readonly volumes_links?: readonly { href: string }[];
}

async function world(volumes: readonly Volume[]) {
  const cloud = await startCloud(seed(volumes));
  onTestFinished(() => cloud[Symbol.asyncDispose]());
  const domain = { id: "default" };
  const login = (name: string, project: string) => ({
    ...{ cloud: "prod", authUrl: `${cloud.url}/identity/v3`, interface: "public" as const, insecure: false },
    auth: {
      ...{ method: "password" as const, user: { name, domain }, password: new Secret("x") },
      project: { id: project },
    },
  });
  const connect = async (reader?: ReturnType<typeof login>) => {
    const port = await connectCloud({
      credentials: login("member", own),
      reader,
      declared: [],
      clock: systemClock,
    });
    onTestFinished(() => port[Symbol.dispose]());
    return port.scan;
  };
  const token = async (name: string, project: string): Promise<string> => {
    const { auth } = login(name, project);
    const identity = { methods: ["password"], password: { user: { ...auth.user, password: "x" } } };
    const answer = await fetch(`${cloud.url}/identity/v3/auth/tokens`, {
      method: "POST",
      body: JSON.stringify({ auth: { identity, scope: { project: auth.project } } }),
    });
    return answer.headers.get("x-subject-token") ?? "";
  };
  const list = async (as: string, query: string, what = "volumes") => {
    const headers = { "X-Auth-Token": as, "OpenStack-API-Version": "volume 3.70" };
    const answer = await fetch(`${cloud.url}/volume/v3/${what}?${query}`, { headers });
    return { status: answer.status, body: (await answer.json()) as Listed };
  };
  return { admin: login("admin", theirs), connect, control: new ControlClient(cloud.url), list, token };
}

test("an administrator's lists have every project's things, each with whose it is", async () => {
  const { admin, connect } = await world([volume(1, own), volume(2, theirs)]);
  const every = await (await connect(admin)).everyProject(signal);
  if ("whyNot" in every) throw new Error(every.whyNot);
  const seen: [string, string | undefined][] = [];
  for await (const page of every.volumes(signal))
    for (const { thing, project } of page) seen.push([thing.id, project]);
  expect(seen).toEqual([
    ["v2", theirs],
    ["v1", undefined],
  ]);
});

test("where all_tenants is not heard, is refused, or nothing tells, our own project is all there is, and it is said why", async () => {
  const { admin, connect, control } = await world([volume(1, own)]);
  expect(await (await connect()).everyProject(signal)).toEqual({
    whyNot: "the credential is no administrator's",
  });
  const scan = await connect(admin);
  await control.fault({ kind: "status", status: 403, match: { method: "GET", path: "all_tenants=1" } });
  expect(await scan.everyProject(signal)).toEqual({ whyNot: expect.stringContaining("403") });
  const empty = await world([]);
  expect(await (await empty.connect(empty.admin)).everyProject(signal)).toEqual({
    whyNot: "there is no volume that would tell",
  });
});

test("the simulated lists go from marker to marker, newest first, and read all_tenants each in its own way", async () => {
  const { list, token } = await world([
    ...[3, 1, 4, 2, 5].map((index) => volume(index, own)),
    volume(9, theirs),
  ]);
  const [member, admin] = [await token("member", own), await token("admin", theirs)];
  const ids: string[] = [];
  let query = "limit=2";
  for (;;) {
    const { body } = await list(member, query);
    ids.push(...body.volumes.map(({ id }) => id));
    const next = body.volumes_links?.[0]?.href;
    if (next === undefined) break;
    query = new URL(next).search.slice(1);
  }
  expect(ids).toEqual(["v5", "v4", "v3", "v2", "v1"]);
  expect((await list(member, "marker=v0")).status).toBe(404);
  expect((await list(member, "all_tenants=perhaps")).body.volumes).toHaveLength(5);
  expect((await list(admin, "all_tenants=perhaps")).status).toBe(400);
  expect((await list(admin, "all_tenants=yes")).body.volumes).toHaveLength(6);
  expect((await list(admin, "all_tenants=0")).body.volumes).toHaveLength(1);
  expect((await list(admin, "all_tenants=perhaps", "snapshots")).status).toBe(200);
});
