import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { readCloud } from "#config/clouds-file.ts";
import type { Credentials } from "#openstack/identity/credentials.ts";
import { directoryWith } from "./files.ts";

const auth = `auth: { auth_url: "https://keystone:5000/v3", username: bot, password: s3cret, project_name: demo, user_domain_id: default, project_domain_name: Default }`;
const prod = `clouds:\n  prod:\n    ${auth}\n`;

async function failing(
  read: Promise<Credentials>,
): Promise<{ message: string; next: string; kind: string; all: string }> {
  const error: unknown = await read.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("expected a failure");
  const { next, kind } = error as Error & { next: string; kind: string };
  return {
    message: error.message,
    next,
    kind,
    all: `${inspect(error, { showHidden: true, depth: 9 })} ${error.stack}`,
  };
}

test("a password entry becomes credentials, with public and verified as defaults", async () => {
  using files = directoryWith({ "clouds.yaml": prod });
  const credentials = await readCloud("prod", { env: {}, cwd: files.path });
  expect(credentials).toMatchObject({
    cloud: "prod",
    authUrl: "https://keystone:5000/v3",
    auth: {
      method: "password",
      user: { name: "bot", domain: { id: "default" } },
      project: { name: "demo", domain: { name: "Default" } },
    },
    interface: "public",
    insecure: false,
  });
  expect(credentials.auth.method === "password" && credentials.auth.password.reveal()).toBe("s3cret");
  expect(
    `${inspect(credentials, { depth: 9, showHidden: true })}${JSON.stringify(credentials)}`,
  ).not.toContain("s3cret");
});

test("secure.yaml is laid over clouds.yaml, key by key", async () => {
  using files = directoryWith({
    "clouds.yaml": `clouds: { prod: { auth: { auth_url: "http://k", username: bot, project_id: p, user_domain_id: d, password: old } } }`,
    "secure.yaml": `clouds: { prod: { auth: { password: "0123" } } }`,
  });
  const { auth: read } = await readCloud("prod", { env: {}, cwd: files.path });
  expect(read.method === "password" && read.password.reveal()).toBe("0123");
  expect(read).toMatchObject({ project: { id: "p" } });
});

test("scalars are text as they are written: a numeric password keeps its zeros, a project id its digits", async () => {
  using files = directoryWith({
    "clouds.yaml": `clouds:\n  prod:\n    auth: { auth_url: "http://k", username: bot, password: 0012, project_id: 1e5, user_domain_id: 007 }\n`,
  });
  const { auth: read } = await readCloud("prod", { env: {}, cwd: files.path });
  expect(read.method === "password" && read.password.reveal()).toBe("0012");
  expect(read).toMatchObject({ project: { id: "1e5" }, user: { domain: { id: "007" } } });
});

test("merge keys work, as people use them in this file", async () => {
  using files = directoryWith({
    "clouds.yaml": `shared: &shared\n  region_name: north\nclouds:\n  prod:\n    <<: *shared\n    ${auth}\n`,
  });
  expect(await readCloud("prod", { env: {}, cwd: files.path })).toMatchObject({ region: "north" });
});

test.each(["cwd/clouds.yaml", "home/.config/openstack/clouds.yaml", "xdg/openstack/clouds.yaml"])(
  "the search path has %s",
  async (place) => {
    using files = directoryWith({});
    put(files.path, place, prod);
    const env = {
      HOME: join(files.path, "home"),
      ...(place.startsWith("xdg") ? { XDG_CONFIG_HOME: join(files.path, "xdg") } : {}),
    };
    expect(await readCloud("prod", { env, cwd: join(files.path, "cwd") })).toMatchObject({ cloud: "prod" });
  },
);

test("OS_CLIENT_CONFIG_FILE comes first, then the working directory, then the user's: the first file found counts", async () => {
  using files = directoryWith({});
  const entry = (region: string) => prod.replace("prod:\n", `prod:\n    region_name: ${region}\n`);
  put(files.path, "home/.config/openstack/clouds.yaml", entry("home"));
  const place = { env: { HOME: join(files.path, "home") }, cwd: join(files.path, "cwd") };
  expect(await readCloud("prod", place)).toMatchObject({ region: "home" });
  put(files.path, "cwd/clouds.yaml", entry("cwd"));
  expect(await readCloud("prod", place)).toMatchObject({ region: "cwd" });
  put(files.path, "named.yaml", entry("named"));
  const env = { ...place.env, OS_CLIENT_CONFIG_FILE: join(files.path, "named.yaml") };
  expect(await readCloud("prod", { ...place, env })).toMatchObject({ region: "named" });
});

test("OS_CLOUD chooses, an argument wins over it, a file's only cloud needs no choice", async () => {
  using two = directoryWith({ "clouds.yaml": `clouds:\n  a: { ${auth} }\n  b: { ${auth} }\n` });
  using one = directoryWith({ "clouds.yaml": prod });
  expect(await readCloud(undefined, { env: { OS_CLOUD: "b" }, cwd: two.path })).toMatchObject({ cloud: "b" });
  expect(await readCloud("a", { env: { OS_CLOUD: "b" }, cwd: two.path })).toMatchObject({ cloud: "a" });
  expect(await readCloud(undefined, { env: {}, cwd: one.path })).toMatchObject({ cloud: "prod" });
  expect(await failing(readCloud(undefined, { env: {}, cwd: two.path }))).toMatchObject({
    next: expect.stringContaining("a, b"),
  });
});

test("plain OS_ variables are a cloud of their own", async () => {
  const env = {
    OS_AUTH_URL: "http://k:5000",
    OS_APPLICATION_CREDENTIAL_ID: "ac",
    OS_APPLICATION_CREDENTIAL_SECRET: "s3cret",
    OS_REGION_NAME: "north",
    OS_INTERFACE: "internal",
    OS_CACERT: "/etc/ca.pem",
  };
  const credentials = await readCloud(undefined, { env, cwd: "/" });
  expect(credentials).toMatchObject({
    cloud: "envvars",
    auth: { method: "application_credential", id: "ac" },
    region: "north",
    interface: "internal",
    caFile: "/etc/ca.pem",
    insecure: false,
  });
});

test.each([
  ["insecure: true", true],
  ["verify: false", true],
  ["insecure: false", false],
  ["verify: true", false],
  ["cacert: /etc/ca.pem", false],
])("with %s, TLS verification off is %s", async (line, insecure) => {
  using files = directoryWith({ "clouds.yaml": `${prod}    ${line}\n` });
  expect(await readCloud("prod", { env: {}, cwd: files.path })).toMatchObject({ insecure });
});

test.each(["insecure: maybe", "verify: /etc/ca.pem"])("%s is refused, not guessed at", async (line) => {
  using files = directoryWith({ "clouds.yaml": `${prod}    ${line}\n` });
  expect((await failing(readCloud("prod", { env: {}, cwd: files.path }))).message).toContain(
    "expected true or false",
  );
});

test.each([
  [
    "auth_type: v3applicationcredential",
    `application_credential_id: ac, application_credential_secret: s`,
    { method: "application_credential", id: "ac" },
  ],
  [
    "auth_type: v3applicationcredential",
    `application_credential_name: ff, username: bot, user_domain_id: d, application_credential_secret: s`,
    { method: "application_credential_name", name: "ff", user: { name: "bot", domain: { id: "d" } } },
  ],
  ["auth_type: v3token", `token: t, project_id: p`, { method: "token", project: { id: "p" } }],
  [
    "auth_type: password",
    `user_id: u, password: s, project_id: p`,
    { method: "password", user: { id: "u" } },
  ],
  [
    "interface: publicURL",
    `username: u, default_domain: D, password: s, project_name: p`,
    { method: "password", project: { name: "p", domain: { name: "D" } } },
  ],
])("%s with %s", async (line, keys, expected) => {
  using files = directoryWith({
    "clouds.yaml": `clouds:\n  prod:\n    ${line}\n    auth: { auth_url: "http://k", ${keys} }\n`,
  });
  expect((await readCloud("prod", { env: {}, cwd: files.path })).auth).toMatchObject(expected);
});

test("all that is missing is told at once, by file and key", async () => {
  using files = directoryWith({
    "clouds.yaml": `clouds: { prod: { auth: { username: bot, user_domain_id: d } } }`,
  });
  const { message, kind } = await failing(readCloud("prod", { env: {}, cwd: files.path }));
  expect(kind).toBe("invalid-input");
  const file = join(files.path, "clouds.yaml");
  for (const key of ["auth_url", "password", "project_name"])
    expect(message).toContain(`${file}: clouds.prod.auth.${key}: missing`);
});

test("what is not understood names its key: kind of authentication, interface, URL", async () => {
  const cases = [
    [`auth_type: v3oidc`, "clouds.prod.auth_type: expected password"],
    [`interface: outside`, "clouds.prod.interface: expected public"],
  ] as const;
  for (const [line, words] of cases) {
    using files = directoryWith({ "clouds.yaml": `${prod}    ${line}\n` });
    expect((await failing(readCloud("prod", { env: {}, cwd: files.path }))).message).toContain(words);
  }
  using files = directoryWith({ "clouds.yaml": prod.replace("https://keystone:5000/v3", "keystone:5000") });
  expect((await failing(readCloud("prod", { env: {}, cwd: files.path }))).message).toContain(
    "clouds.prod.auth.auth_url: ",
  );
});

test("no file, no such cloud, a file that is none: each says where was looked and what there is", async () => {
  using none = directoryWith({});
  const env = { HOME: none.path };
  const missing = await failing(readCloud("prod", { env, cwd: none.path }));
  // A machine may have a file in /etc/openstack; then it is that one that lacks the cloud.
  expect(missing.message).toMatch(/no clouds.yaml was found; looked for .*openstack|\/etc\/openstack/);
  using files = directoryWith({ "clouds.yaml": prod });
  expect(await failing(readCloud("staging", { env, cwd: files.path }))).toMatchObject({
    message: expect.stringContaining("there is no clouds.staging"),
    next: expect.stringContaining("prod"),
  });
  using list = directoryWith({ "clouds.yaml": "- prod\n" });
  expect((await failing(readCloud("prod", { env, cwd: list.path }))).message).toContain("expected a mapping");
});

test("a file that is not YAML is told by line, without repeating what stands there", async () => {
  using files = directoryWith({ "clouds.yaml": `clouds:\n  prod:\n    auth:\n      password: "s3cret\n` });
  const { message, all } = await failing(readCloud("prod", { env: {}, cwd: files.path }));
  expect(message).toMatch(/clouds\.yaml:\d+: this is not YAML/);
  expect(all).not.toContain("s3cret");
});

test("a file that is there but cannot be read is told, not passed over", async () => {
  using files = directoryWith({});
  mkdirSync(join(files.path, "clouds.yaml"));
  expect((await failing(readCloud("prod", { env: {}, cwd: files.path }))).message).toContain(
    "cannot be read",
  );
});

function put(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
