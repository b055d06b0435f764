import { expect, test } from "vitest";
import { loadInstallation } from "#config/load.ts";
import { problemText } from "#config/problem.ts";
import { CONFIG, configProblemsOf, directoryWith, env, MANIFEST, validated } from "./files.ts";

const secret = `\${env:SIGNING_KEY}`;
const slack = (rest: string) => `${CONFIG}slack:\n  team: T0TEAM\n  botToken: ${secret}\n${rest}`;

async function slackOf(rest: string) {
  using directory = directoryWith({ "config.yml": slack(rest), "manifests/orders.yml": MANIFEST });
  return (await loadInstallation({ cwd: directory.path, env })).config.slack;
}

test("a Slack app needs its workspace, its token and one way in", async () => {
  expect(await slackOf(`  appToken: ${secret}\n`)).toMatchObject({
    team: "T0TEAM",
    listen: { host: "127.0.0.1", port: 3000 },
    apiUrl: "https://slack.com/api/",
  });
  expect(await configProblemsOf(`${CONFIG}slack: {}\n`)).toEqual([
    "config.yml:5:8 slack.team: expected a Slack workspace id, such as T0123456789, got nothing",
    expect.stringMatching(/^config\.yml:5:8 slack\.botToken: a secret is written as /),
    expect.stringContaining("slack: expected either signingSecret (Slack posts to us over HTTP) or appToken"),
  ]);
});

test.each([
  ["neither", ""],
  ["both", `  appToken: ${secret}\n  signingSecret: ${secret}\n`],
])("%s of the two ways in is refused", async (_, rest) => {
  expect(await configProblemsOf(slack(rest))).toEqual([
    expect.stringMatching(/^config\.yml:\d+:\d+ slack: expected either signingSecret .* or appToken/),
  ]);
});

test("a workspace is named by its id", async () => {
  const problems = await configProblemsOf(slack(`  appToken: ${secret}\n`).replace("T0TEAM", "acme"));
  expect(problems).toEqual([
    expect.stringContaining(
      'slack.team: expected a Slack workspace id, such as T0123456789 (never a name or an e-mail address), got "acme"',
    ),
  ]);
});

test("the bot's token goes nowhere without TLS, this machine apart", async () => {
  const refused = await configProblemsOf(
    slack(`  appToken: ${secret}\n  apiUrl: http://slack.example/api/\n`),
  );
  expect(refused).toEqual([
    expect.stringContaining("slack.apiUrl: expected https, since the bot's token goes there"),
  ]);
  const read = await slackOf(`  signingSecret: ${secret}\n  apiUrl: http://127.0.0.1:4000/api\n`);
  expect(read?.apiUrl).toBe("http://127.0.0.1:4000/api/");
});

test("a port that is none and a socket path that is too long are named", async () => {
  expect(await configProblemsOf(`${CONFIG}http: { port: 70000 }\n`)).toEqual([
    expect.stringContaining("http.port: expected a port from 1 to 65535, got 70000"),
  ]);
  expect(await configProblemsOf(`${CONFIG}control: { path: /${"x".repeat(107)} }\n`)).toEqual([
    expect.stringContaining(
      "control.path: expected a path of at most 107 bytes: a Unix socket takes no longer one",
    ),
  ]);
});

test("an application that would be told nowhere is worth a word", async () => {
  const warningsWith = async (rest: string, manifest = MANIFEST) =>
    (
      await validated({
        "config.yml": slack(`  appToken: ${secret}\n${rest}`),
        "manifests/orders.yml": manifest,
      })
    ).warnings.map(problemText);
  expect(await warningsWith("")).toEqual([
    expect.stringContaining("channel: no channel here and no slack.channel in config.yml: nobody is told"),
  ]);
  expect(await warningsWith("  channel: C0OPS\n")).toEqual([]);
  expect(await warningsWith("", `${MANIFEST}channel: C0ORDERS\n`)).toEqual([]);
});
