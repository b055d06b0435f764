import { inspect } from "node:util";
import { expect, test } from "vitest";
import { createGroupSnapshot } from "#openstack/block-storage/group-snapshots.ts";
import { Secret } from "#support/secret.ts";
import { deadAddress, type Scripted } from "./scripted-server.ts";
import { failureOf, password, patient, startSmallCloud } from "./small-cloud.ts";

/** Everything that a log, a journal or a stack trace could make of an error. */
function allOf(error: unknown): string {
  const texts = [
    inspect(error, { depth: Infinity, showHidden: true, getters: true }),
    JSON.stringify(error),
    String(error),
  ];
  for (let link = error; link instanceof Error; link = link.cause) {
    texts.push(link.stack ?? "", inspect(Object.getOwnPropertyDescriptors(link), { depth: Infinity }));
  }
  return texts.join("\n");
}

const wanted = { groupId: "g", name: "ff/x", description: "d" };
const echo = (text: string): Scripted => ({
  status: 400,
  body: { badRequest: { code: 400, message: `you sent ${text}` } },
});
const faults: readonly (readonly [string, Scripted])[] = [
  ["a refusal that repeats the token", echo("token-1, that is token-1")],
  ["a cut connection", "drop"],
  ["silence", "hang"],
  ["garbage with the token in it", { status: 202, text: "token-1" }],
  [
    "a wrong shape with the token in it",
    { status: 202, body: { group_snapshot: { id: 1, "token-1": "token-1" } } },
  ],
  ["401 twice", { status: 401, body: { error: { code: 401, message: "bad token-2" } } }],
  ["a proxy's page", { status: 502, text: "<html>X-Auth-Token: token-1</html>" }],
];

test.each(faults)("no token in anything that can be printed of an error: %s", async (_, fault) => {
  await using cloud = await startSmallCloud({ volume: () => fault, timeoutMs: 200 });
  const error = await failureOf(createGroupSnapshot(cloud.client, wanted, { signal: patient() }));
  expect(error).toBeInstanceOf(Error);
  expect(allOf(error)).not.toMatch(/token-\d|X-Auth-Token|correct horse/i);
});

test.each<readonly [string, Scripted]>([
  [
    "a refusal that repeats the password",
    { status: 401, body: { error: { code: 401, message: `wrong password ${password}` } } },
  ],
  ["a cut connection", "drop"],
  ["silence", "hang"],
  ["garbage", { status: 201, text: password }],
])("no password in anything that can be printed of a failed authentication: %s", async (_, fault) => {
  await using cloud = await startSmallCloud({ identity: () => fault, timeoutMs: 100 });
  expect(allOf(await failureOf(cloud.session.token(patient())))).not.toContain(password);
});

test("no password in the error of a Keystone that is not there, nor in the credentials themselves", async () => {
  await using cloud = await startSmallCloud({ credentials: { authUrl: await deadAddress() } });
  expect(allOf(await failureOf(cloud.session.token(patient())))).not.toContain(password);
  expect(allOf(cloud.credentials)).not.toContain(password);
});

test("a secret prints as three stars wherever it is put", () => {
  const secret = new Secret(password);
  expect(
    [`${secret}`, JSON.stringify({ secret }), inspect({ secret }, { showHidden: true })].join(),
  ).not.toContain(password);
  expect(JSON.stringify({ secret })).toBe('{"secret":"***"}');
  expect(secret.reveal()).toBe(password);
});
