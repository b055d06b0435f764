import { expect, test } from "vitest";
import { loadInstallation } from "#config/load.ts";
import { CONFIG, configProblemsOf, directoryWith, env, MANIFEST } from "./files.ts";

const recovery = (rest: string) => `${CONFIG}recovery:\n${rest}`;

test("recovery servers are named, each with its cloud and one way to it", async () => {
  const text = recovery(
    "  ssh: { identityFile: key, knownHostsFile: hosts }\n  servers:\n    - { name: recovery-1, cloud: prod, ssh: { host: 10.0.0.9, user: freezeframe } }\n",
  );
  using directory = directoryWith({ "config.yml": text, "manifests/orders.yml": MANIFEST });
  const { config } = await loadInstallation({ cwd: directory.path, env });
  expect(config.recovery).toMatchObject({
    ssh: { identityFile: `${directory.path}/key`, connectTimeout: 10_000 },
    servers: [{ name: "recovery-1", cloud: "prod", ssh: { host: "10.0.0.9", port: 22 } }],
  });
});

test.each([
  ["none at all", "  servers: []\n", /recovery\.servers: expected at least one recovery server/],
  [
    "no way to it",
    "  servers: [{ name: recovery-1, cloud: prod }]\n",
    /recovery\.servers\[0\]\.ssh: expected exactly one of ssh and local/,
  ],
  [
    "no key for it",
    "  servers: [{ name: recovery-1, cloud: prod, ssh: { host: h, user: u } }]\n",
    /recovery\.servers\[0\]\.ssh: recovery\.ssh is not there/,
  ],
  [
    "no cloud",
    "  servers: [{ name: recovery-1, local: { port: 7001 } }]\n",
    /recovery\.servers\[0\]\.cloud: /,
  ],
])("a recovery server with %s is refused", async (_, rest, words) => {
  expect(await configProblemsOf(recovery(rest))).toEqual([expect.stringMatching(words)]);
});
