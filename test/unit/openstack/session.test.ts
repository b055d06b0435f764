import { expect, test } from "vitest";
import { showGroupSnapshot } from "#openstack/block-storage/group-snapshots.ts";
import { OpenStackError } from "#openstack/errors.ts";
import type { Clock } from "#support/clock.ts";
import { Secret } from "#support/secret.ts";
import { failureOf, password, patient, startSmallCloud } from "./small-cloud.ts";

const groupSnapshot = { id: "gs", name: "ff/x", group_id: "g", status: "available" };
const shown = { status: 200, body: { group_snapshot: groupSnapshot } };
const unauthorized = {
  status: 401,
  body: { error: { code: 401, message: "The request you have made requires authentication." } },
};
const minute = 60_000;

function stoppedClock(): Clock & { advance(ms: number): void } {
  let at = 1_000_000;
  return {
    now: () => at,
    monotonic: () => at,
    advance: (ms) => {
      at += ms;
    },
  };
}

test("one token serves many requests", async () => {
  await using cloud = await startSmallCloud({ volume: () => shown });
  for (let i = 0; i < 3; i += 1) await showGroupSnapshot(cloud.client, "gs", { signal: patient() });
  expect(cloud.tokenRequests()).toHaveLength(1);
  expect(cloud.volumeRequests().map(({ headers }) => headers["x-auth-token"])).toEqual([
    "token-1",
    "token-1",
    "token-1",
  ]);
});

test("the password goes to Keystone with user, project and their domains", async () => {
  await using cloud = await startSmallCloud();
  await cloud.session.token(patient());
  expect(cloud.tokenRequests()[0]?.body).toEqual({
    auth: {
      identity: {
        methods: ["password"],
        password: { user: { name: "bot", domain: { id: "default" }, password } },
      },
      scope: { project: { name: "demo", domain: { id: "default" } } },
    },
  });
});

test("a token is replaced before it expires, by its lifetime and not by the server's clock", async () => {
  const clock = stoppedClock();
  await using cloud = await startSmallCloud({ clock, tokenLifetimeMs: 60 * minute });
  expect((await cloud.session.token(patient())).id.reveal()).toBe("token-1");
  clock.advance(54 * minute);
  expect((await cloud.session.token(patient())).id.reveal()).toBe("token-1");
  clock.advance(2 * minute);
  expect((await cloud.session.token(patient())).id.reveal()).toBe("token-2");
});

test("asked for a token that is good for ten minutes, one with less left is replaced", async () => {
  const clock = stoppedClock();
  await using cloud = await startSmallCloud({ clock, tokenLifetimeMs: 60 * minute });
  await cloud.session.token(patient());
  clock.advance(51 * minute);
  expect((await cloud.session.token(patient())).id.reveal()).toBe("token-1");
  expect((await cloud.session.token(patient(), 10 * minute)).id.reveal()).toBe("token-2");
});

test("tokens that live shorter than the margin are used for half their life, not renewed at each request", async () => {
  const clock = stoppedClock();
  await using cloud = await startSmallCloud({ clock, tokenLifetimeMs: 2 * minute });
  await cloud.session.token(patient());
  clock.advance(0.9 * minute);
  expect((await cloud.session.token(patient())).id.reveal()).toBe("token-1");
  clock.advance(0.2 * minute);
  expect((await cloud.session.token(patient())).id.reveal()).toBe("token-2");
});

test("eight requests that all get 401 at once ask Keystone once and all succeed", async () => {
  const { promise: allThere, resolve } = Promise.withResolvers<void>();
  let refused = 0;
  await using cloud = await startSmallCloud({
    volume: async ({ headers }) => {
      if (headers["x-auth-token"] !== "token-1") return shown;
      refused += 1;
      if (refused === 8) resolve();
      await allThere;
      return unauthorized;
    },
  });
  const signal = patient();
  const all = Array.from({ length: 8 }, () => showGroupSnapshot(cloud.client, "gs", { signal }));
  expect(await Promise.all(all)).toHaveLength(8);
  expect(cloud.tokenRequests()).toHaveLength(2);
});

test("a 401 that comes late, for a token that was replaced meanwhile, does not ask Keystone again", async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  let late = true;
  await using cloud = await startSmallCloud({
    volume: async ({ headers }) => {
      if (headers["x-auth-token"] !== "token-1") return shown;
      if (late) {
        late = false;
        await released;
      }
      return unauthorized;
    },
  });
  const first = showGroupSnapshot(cloud.client, "gs", { signal: patient() });
  await expect.poll(() => cloud.volumeRequests().length).toBe(1);
  await showGroupSnapshot(cloud.client, "gs", { signal: patient() });
  release();
  expect(await first).toMatchObject({ id: "gs" });
  expect(cloud.tokenRequests()).toHaveLength(2);
});

test("a second 401, with a new token, is an error and no third try", async () => {
  await using cloud = await startSmallCloud({ volume: () => unauthorized });
  const error = await failureOf(showGroupSnapshot(cloud.client, "gs", { signal: patient() }));
  expect(error).toMatchObject({ kind: "not-permitted", status: 401, applied: "not-applied" });
  expect(cloud.volumeRequests()).toHaveLength(2);
  expect(cloud.tokenRequests()).toHaveLength(2);
});

test("wrong credentials are told as such, at once and with what to do", async () => {
  await using cloud = await startSmallCloud({ identity: () => unauthorized });
  const error = await failureOf(cloud.session.token(patient()));
  expect(error).toBeInstanceOf(OpenStackError);
  expect(error).toMatchObject({
    kind: "not-permitted",
    message: expect.stringContaining("Keystone does not accept the credentials of cloud small"),
    next: expect.stringContaining("clouds.yaml"),
  });
  expect(cloud.tokenRequests()).toHaveLength(1);
});

test("Keystone answering 503 twice is asked again", async () => {
  await using cloud = await startSmallCloud({
    identity: (_, count) => (count < 3 ? { status: 503 } : undefined),
  });
  expect((await cloud.session.token(patient())).id.reveal()).toBe("token-3");
});

test("a caller that gives up leaves the token to those who wait on", async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await using cloud = await startSmallCloud({
    identity: async () => {
      await released;
      return undefined;
    },
  });
  const impatient = new AbortController();
  const given = failureOf(cloud.session.token(impatient.signal));
  const kept = cloud.session.token(patient());
  impatient.abort();
  expect(await given).toMatchObject({ kind: "interrupted", applied: "not-applied" });
  release();
  expect((await kept).id.reveal()).toBe("token-1");
});

test("application credentials and tokens are sent as Keystone names them", async () => {
  const user = { name: "bot", domain: { name: "Default" } };
  const cases = [
    {
      auth: { method: "application_credential", id: "ac", secret: new Secret("s3") } as const,
      sent: {
        identity: { methods: ["application_credential"], application_credential: { id: "ac", secret: "s3" } },
      },
    },
    {
      auth: { method: "application_credential_name", name: "ff", user, secret: new Secret("s3") } as const,
      sent: {
        identity: {
          methods: ["application_credential"],
          application_credential: { name: "ff", user, secret: "s3" },
        },
      },
    },
    {
      auth: { method: "token", token: new Secret("t0"), project: { id: "p" } } as const,
      sent: { identity: { methods: ["token"], token: { id: "t0" } }, scope: { project: { id: "p" } } },
    },
  ];
  for (const { auth, sent } of cases) {
    await using cloud = await startSmallCloud({ credentials: { auth } });
    await cloud.session.token(patient());
    expect(cloud.tokenRequests()[0]?.body).toEqual({ auth: sent });
  }
});

test("a token without a project is refused in words", async () => {
  await using cloud = await startSmallCloud({
    identity: () => ({
      status: 201,
      headers: { "x-subject-token": "t" },
      body: { token: { issued_at: "2026-01-01T00:00:00Z", expires_at: "2026-01-01T01:00:00Z" } },
    }),
  });
  expect(await failureOf(cloud.session.token(patient()))).toMatchObject({
    message: expect.stringContaining("set project_name or project_id"),
  });
});
