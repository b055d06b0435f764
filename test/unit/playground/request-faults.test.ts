import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { startWorld, type World } from "../../../playground/world.ts";

let world: World;
let token: string;

beforeEach(async () => {
  world = await startWorld({ writeEveryMs: 0, atomicMs: 1, memberMs: 1 });
  token = await freshToken();
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

async function freshToken(): Promise<string> {
  const clouds = parse(readFileSync(`${world.directory}/clouds.yaml`, "utf8"));
  const { application_credential_id: id, application_credential_secret: secret } =
    clouds.clouds.simulated.auth;
  const identity = { methods: ["application_credential"], application_credential: { id, secret } };
  const response = await fetch(`${world.url}/identity/v3/auth/tokens`, {
    method: "POST",
    body: JSON.stringify({ auth: { identity } }),
  });
  return response.headers.get("x-subject-token") ?? "";
}

const post = (signal?: AbortSignal): Promise<Response> =>
  fetch(`${world.url}/volume/v3/group_snapshots`, {
    method: "POST",
    headers: { "X-Auth-Token": token, "OpenStack-API-Version": "volume 3.70" },
    body: JSON.stringify({ group_snapshot: { group_id: world.idOf("group orders-db"), name: "n" } }),
    ...(signal !== undefined && { signal }),
  });

const made = async (): Promise<number> => (await world.control.groupSnapshots()).length;

describe("a fault between the bot and the API", () => {
  it("loses the answer after the request was carried out, as often as asked", async () => {
    await world.control.fault(
      { kind: "lose-answer", match: { method: "POST", path: "/group_snapshots" } },
      1,
    );
    await expect(post()).rejects.toThrow();
    expect(await made()).toBe(1);
    expect((await post()).status).toBe(202);
    expect(await made()).toBe(2);
  });

  it("refuses before anything is carried out", async () => {
    await world.control.fault({ kind: "refuse" }, 1);
    await expect(post()).rejects.toThrow();
    expect(await made()).toBe(0);
  });

  it.each([
    [{ kind: "hang" } as const, 0],
    [{ kind: "hang", applied: true } as const, 1],
  ])("hangs: %j", async (fault, expected) => {
    await world.control.fault(fault, 1);
    await expect(post(AbortSignal.timeout(50))).rejects.toThrow();
    expect(await made()).toBe(expected);
  });

  it.each([401, 413, 429, 500, 503])("answers %i without carrying it out", async (status) => {
    await world.control.fault({ kind: "status", status, retryAfter: 2 }, 1);
    const response = await post();
    expect([response.status, response.headers.get("retry-after")]).toEqual([status, "2"]);
    expect(await made()).toBe(0);
  });

  it("answers with a proxy's page although the request was carried out", async () => {
    await world.control.fault({ kind: "garbage" }, 1);
    const response = await post();
    expect(await response.text()).toContain("<html>");
    expect(await made()).toBe(1);
  });

  it("forgets a token until another one is asked for", async () => {
    await world.control.fault({ kind: "expire-token" }, 1);
    expect((await post()).status).toBe(401);
    expect((await post()).status).toBe(401);
    token = await freshToken();
    expect((await post()).status).toBe(202);
  });

  it("is slow for as long as asked", async () => {
    await world.control.fault({ kind: "slow", ms: 60 }, 1);
    const start = performance.now();
    await post();
    expect(performance.now() - start).toBeGreaterThanOrEqual(55);
  });

  it("stops when it is taken away", async () => {
    const id = await world.control.fault({ kind: "status", status: 500 });
    expect((await post()).status).toBe(500);
    await world.control.clearFaults(id);
    expect((await post()).status).toBe(202);
  });
});
