import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { format, inspect } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";
import { type Installation, loadInstallation, validateFiles } from "#config/load.ts";
import { problemText } from "#config/problem.ts";
import { DomainError } from "#domain/errors.ts";
import { createLog, type Log } from "#support/log.ts";
import { CONFIG, configProblemsOf, directoryWith, MANIFEST, validated } from "./files.ts";

const SECRETS = {
  SIGNING_KEY: "sesame-signing-key-that-nobody-may-ever-read",
  BOT_TOKEN: "xoxb-sesame-bot-token",
};
const FROM_FILE = "xapp-sesame-app-token";

const FILES = {
  "config.yml": `${CONFIG}slack:
  botToken: \${env:BOT_TOKEN}
  appToken: \${file:secrets/app-token}
  team: T0TEAM
  channel: C0OPS
`,
  "manifests/orders.yml": MANIFEST,
  "secrets/app-token": `${FROM_FILE}\n`,
};

const everySecret = [...Object.values(SECRETS), FROM_FILE];

/** Fails when any secret, or its Base64 or hex form, is part of the text. */
function expectNoSecret(text: string): void {
  for (const secret of everySecret) {
    const bytes = Buffer.from(secret);
    for (const form of [secret, secret.slice(5), bytes.toString("base64"), bytes.toString("hex")]) {
      expect(text).not.toContain(form);
    }
  }
}

async function installation(): Promise<Installation> {
  using directory = directoryWith(FILES);
  return await loadInstallation({ cwd: directory.path, env: SECRETS });
}

/** What a log writes at its most talkative. */
function logged(act: (log: Log) => void): string {
  const written: string[] = [];
  const destination = new Writable({
    write: (chunk, _, done) => {
      written.push(String(chunk));
      done();
    },
  });
  act(createLog({ level: "trace", destination }));
  expect(written.length).toBeGreaterThan(0);
  return written.join("");
}

test("secrets come from the environment and from files, and only reveal() tells them", async () => {
  const { config } = await installation();
  expect(config.signingKey.reveal()).toBe(SECRETS.SIGNING_KEY);
  expect(config.slack?.botToken?.reveal()).toBe(SECRETS.BOT_TOKEN);
  expect(config.slack?.appToken?.reveal()).toBe(FROM_FILE);
});

test("a config in JSON, in text, in a template or inspected shows ***", async () => {
  const { config, ...rest } = await installation();
  const shown = [
    JSON.stringify({ config, rest }),
    inspect({ config, rest }, { depth: null, showHidden: true, getters: true }),
    inspect(config, { depth: null, customInspect: false, showHidden: true }),
    `${config.signingKey} ${config.slack?.botToken}`,
    format("%s %o %O %j", config.signingKey, config, config, config),
    String(Object.entries(config.slack ?? {})),
    JSON.stringify(structuredClone(JSON.parse(JSON.stringify(config)))),
  ];
  for (const text of shown) expectNoSecret(text);
  expect(shown[0]).toContain('"signingKey":"***"');
  expect(shown[1]).toContain("signingKey: ***");
  expect(shown[3]).toBe("*** ***");
});

test("an error that drags the config along shows no secret, down its whole chain of causes", async () => {
  const { config } = await installation();
  const root = Object.assign(new Error(`refused with ${config.signingKey}`), {
    config,
    headers: { authorization: config.slack?.botToken },
  });
  const error = new DomainError("failed", `no snapshot: ${config.slack?.botToken}`, {
    next: `look at ${config.signingKey}`,
    cause: new AggregateError([root, { config }], "both failed", {
      cause: new TypeError("inner", { cause: config }),
    }),
  });
  for (const text of [
    inspect(error, { depth: null, showHidden: true }),
    format("%s %o", error, error),
    String(error.stack),
    JSON.stringify({ ...error, config }),
    logged((log) => log.error(error, "it failed")),
    logged((log) => log.error({ err: error, root }, "it failed")),
  ]) {
    expectNoSecret(text);
  }
});

test("a log shows no secret, in fields, in words or in its children", async () => {
  const { config, ...rest } = await installation();
  const text = logged((log) => {
    log.info({ config, rest, deep: { in: { a: [config] } } }, "started");
    log.info(config, "config");
    log.warn("%s %j %o", config.signingKey, config, config);
    log.child({ runId: "r1", key: config.signingKey }).debug({ slack: config.slack }, "child");
  });
  expectNoSecret(text);
  expect(text).toContain('"signingKey":"***"');
});

test("what sounds like a secret is masked in a log even when it is plain text", () => {
  const value = SECRETS.BOT_TOKEN;
  const text = logged((log) => {
    log.info(
      {
        password: value,
        auth: { password: value, secret: value },
        request: { headers: { authorization: value, "X-Auth-Token": value } },
      },
      "x",
    );
    log.info(
      { err: Object.assign(new Error("401"), { config: { headers: { "X-Auth-Token": value } } }) },
      "x",
    );
  });
  expectNoSecret(text);
});

test("a zod error about the config, or about anything it was handed, shows no secret", async () => {
  const { config } = await installation();
  const Other = z.strictObject({ signingKey: z.string(), slack: z.array(z.string()) });
  const thrown = ((): unknown => {
    try {
      return Other.parse(config);
    } catch (error) {
      return error;
    }
  })();
  expect(thrown).toBeInstanceOf(z.ZodError);
  for (const text of [
    inspect(thrown, { depth: null, showHidden: true }),
    String(thrown),
    JSON.stringify(thrown),
    logged((log) => log.error(thrown, "x")),
  ]) {
    expectNoSecret(text);
  }
});

test.each([
  ["plain text", "xoxb-sesame-bot-token"],
  ["a template around a reference", `"x\${env:BOT_TOKEN}"`],
  ["a list", "[xoxb-sesame-bot-token]"],
  ["a mapping", "{ value: xoxb-sesame-bot-token }"],
  ["an unknown kind of reference", `\${vault:xoxb-sesame-bot-token}`],
])("a secret written as %s is refused, and not repeated", async (_, written) => {
  const problems = await configProblemsOf(
    `${CONFIG}slack:\n  botToken: ${written}\n  team: T0TEAM\n  signingSecret: \${env:SIGNING_KEY}\n`,
  );
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(
    /^config\.yml:6:13 slack\.botToken: a secret .*\$\{env:NAME\} or \$\{file:path\}$/,
  );
  expectNoSecret(problems.join());
});

test.each([
  ["where a section belongs", "slack: xoxb-sesame-bot-token\n"],
  ["in broken YAML", "slack: 'x' xoxb-sesame-bot-token\n"],
])("a secret in plain text %s is not repeated as a value", async (_, text) => {
  const { problems } = await validated({ "config.yml": CONFIG + text, "manifests/orders.yml": MANIFEST });
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.map(({ message }) => message).join()).not.toContain("sesame");
});

test("a secret that is not there is named, not guessed", async () => {
  using directory = directoryWith(FILES);
  writeFileSync(join(directory.path, "secrets/app-token"), "\n");
  const { problems } = await validateFiles({
    cwd: directory.path,
    env: { SIGNING_KEY: SECRETS.SIGNING_KEY },
  });
  expect(problems.map(problemText)).toEqual([
    "config.yml:6:13 slack.botToken: the environment variable BOT_TOKEN is not set",
    `config.yml:7:13 slack.appToken: ${directory.path}/secrets/app-token is empty`,
  ]);
});

test("a secret's file that cannot be read is named with the reason", async () => {
  using directory = directoryWith({ ...FILES, "secrets/app-token": "x".repeat(65_537) });
  mkdirSync(join(directory.path, "secrets/dir"));
  writeFileSync(
    join(directory.path, "config.yml"),
    `${FILES["config.yml"].replace("env:BOT_TOKEN", "file:nowhere")}`,
  );
  const { problems } = await validateFiles({ cwd: directory.path, env: SECRETS });
  expect(problems.map(problemText)).toEqual([
    `config.yml:6:13 slack.botToken: cannot read ${directory.path}/nowhere: ENOENT`,
    `config.yml:7:13 slack.appToken: cannot read ${directory.path}/secrets/app-token: larger than 64 KiB`,
  ]);
});

test("a signing key that is too short is refused without being shown", async () => {
  using directory = directoryWith(FILES);
  const short = SECRETS.SIGNING_KEY.slice(0, 31);
  const { problems } = await validateFiles({ cwd: directory.path, env: { ...SECRETS, SIGNING_KEY: short } });
  expect(problems.map(problemText)).toEqual([
    "config.yml:3:13 signingKey: the secret is too short: expected at least 32 characters, such as openssl rand -hex 32 prints",
  ]);
});

test("a secret's file that everybody can read is a warning", async () => {
  using directory = directoryWith(FILES);
  const warnings = async () =>
    (await validateFiles({ cwd: directory.path, env: SECRETS })).warnings.map(problemText);
  expect(await warnings()).toEqual([]);
  chmodSync(join(directory.path, "secrets/app-token"), 0o644);
  expect(await warnings()).toEqual([
    `config.yml:7:13 slack.appToken: ${directory.path}/secrets/app-token can be read by everybody on this machine: chmod 600 it`,
  ]);
});
