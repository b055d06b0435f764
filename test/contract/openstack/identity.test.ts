import { expect, test } from "vitest";
import { findEndpoint } from "#openstack/catalog.ts";
import { createHttp } from "#openstack/http.ts";
import type { Credentials } from "#openstack/identity/credentials.ts";
import { issueToken } from "#openstack/identity/issue-token.ts";
import { chooseMicroversion, VersionDocument } from "#openstack/microversion.ts";
import { systemClock } from "#support/clock.ts";
import { Secret } from "#support/secret.ts";
import { type Seen, startServer } from "../../unit/openstack/scripted-server.ts";
import { failureOf, patient } from "../../unit/openstack/small-cloud.ts";
import { type identityRecordings, recordings } from "./recordings.ts";

type Name = (typeof identityRecordings)[number];
const recorded = (name: Name) => {
  const found = recordings().find(({ file }) => file === name);
  if (found === undefined) throw new Error(`recording ${name} is missing`);
  return found;
};

const bot: Credentials["auth"] = {
  method: "password",
  user: { name: "bot", domain: { id: "default" } },
  password: new Secret("***"),
  project: { name: "demo", domain: { id: "default" } },
};

/** Asks for a token from a Keystone that gives the recorded answer. The recorder left the token itself out. */
async function ask(name: Name, auth: Credentials["auth"]) {
  const { response } = recorded(name);
  const seen: Seen[] = [];
  await using server = await startServer((one) => {
    seen.push(one);
    return { ...response, headers: { ...response.headers, "X-Subject-Token": "t" } };
  });
  const credentials: Credentials = {
    cloud: "lab",
    authUrl: server.url,
    auth,
    interface: "public",
    insecure: false,
  };
  const outcome = issueToken(createHttp(), credentials, systemClock, patient());
  await outcome.catch(() => undefined);
  return { seen, outcome };
}

test("a password is sent as the recorded client did, and the token understood", async () => {
  const { seen, outcome } = await ask("002-keystone-token-password.json", bot);
  const { request } = recorded("002-keystone-token-password.json");
  expect(seen[0]).toMatchObject({ method: request.method, path: request.path });
  expect(seen[0]?.body).toEqual(request.body);
  const token = await outcome;
  expect(token).toMatchObject({ projectId: "c845418dfba142fe9560893582ec7bd9", lifetimeMs: 3_600_000 });
  const wanted = { types: ["block-storage", "volumev3"], region: "RegionOne", interface: "public" };
  expect(findEndpoint(token.catalog, wanted)).toBe(
    "http://127.0.0.1:8776/v3/c845418dfba142fe9560893582ec7bd9",
  );
});

test("an application credential is sent as the recorded client did, and the token understood", async () => {
  const auth = {
    method: "application_credential",
    id: "0dda142268b24932b17ed57d7a76a25a",
    secret: new Secret("***"),
  } as const;
  const { seen, outcome } = await ask("005-keystone-token-app-credential.json", auth);
  expect(seen[0]?.body).toEqual(recorded("005-keystone-token-app-credential.json").request.body);
  expect(await outcome).toMatchObject({ projectId: "c845418dfba142fe9560893582ec7bd9" });
});

test("a bad password is a refusal, not a failure of the service", async () => {
  const { outcome } = await ask("003-keystone-token-bad-password.json", bot);
  expect(await failureOf(outcome)).toMatchObject({
    kind: "not-permitted",
    status: 401,
    requestId: recorded("003-keystone-token-bad-password.json").response.headers["x-openstack-request-id"],
  });
});

test("Cinder's version document needs no token and pins the newest tested microversion", () => {
  const document = VersionDocument.parse(recorded("009-cinder-versions.json").response.body);
  const range = { service: "Cinder", major: 3, needed: "3.38" };
  expect(chooseMicroversion(document, { ...range, tested: "3.99" })).toBe("3.70");
  expect(chooseMicroversion(document, { ...range, tested: "3.60" })).toBe("3.60");
  expect(recorded("010-cinder-v3-version.json").response.status).toBe(401);
});

test("Keystone serves v3, where we append it", () => {
  expect(JSON.stringify(recorded("001-keystone-versions.json").response.body)).toContain('/v3/"');
});
