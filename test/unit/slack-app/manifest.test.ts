import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { SCOPES } from "#surfaces/slack/identity.ts";
import { POINT } from "../slack-views/sample.ts";
import { startApp } from "./start-app.ts";

const root = resolve(import.meta.dirname, "../../..");
const text = await readFile(join(root, "app-manifest.yml"), "utf8");
/** As docs/slack-setup.md has it made for HTTP. */
const overHttp = text
  .replaceAll("# HTTP: ", "")
  .replace("socket_mode_enabled: true", "socket_mode_enabled: false");

const Manifest = z.object({
  display_information: z.object({
    name: z.string().max(35),
    description: z.string().max(140),
    long_description: z.string().min(175).max(4_000),
  }),
  features: z.object({
    slash_commands: z.array(
      z.object({
        command: z.string().max(32),
        description: z.string().max(2_000),
        usage_hint: z.string().max(1_000),
        should_escape: z.literal(true),
        url: z.string().optional(),
      }),
    ),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()), request_url: z.string().optional() }),
    interactivity: z.object({ is_enabled: z.literal(true), request_url: z.string().optional() }),
    socket_mode_enabled: z.boolean(),
  }),
});
const manifest = Manifest.parse(parse(text));

/** What the compiler says of these files, each a manifest that has to satisfy Slack's own type. */
async function compiled(manifests: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "freezeframe-manifest-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "src"));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  const options = { strict: true, noEmit: true, skipLibCheck: true, module: "nodenext", types: ["node"] };
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: options, include: ["src"] }),
  );
  for (const [name, value] of Object.entries(manifests))
    await writeFile(
      join(folder, "src", `${name}.ts`),
      `import type { AppsManifestCreateArguments } from "@slack/web-api";
export const manifest = ${JSON.stringify(value)} satisfies AppsManifestCreateArguments["manifest"];
`,
    );
  return new Promise((said) =>
    execFile(join(root, "node_modules/.bin/tsc"), ["-p", folder], (_error, stdout, stderr) =>
      said(`${stdout}${stderr}`),
    ),
  );
}

describe("app-manifest.yml", () => {
  test("is a manifest by Slack's own type, for Socket Mode and for HTTP", async () => {
    const said = await compiled({
      socket: parse(text),
      http: parse(overHttp),
      wrongScope: parse(text.replace("- usergroups:read", "- usergroups:reads")),
      wrongEvent: parse(text.replace("- app_home_opened", "- app_home_open")),
      wrongKey: parse(text.replace("usage_hint:", "usage_hints:")),
    });
    const wrong = [...said.matchAll(/src\/(\w+)\.ts/g)].map(([, name]) => name);
    expect(new Set(wrong)).toEqual(new Set(["wrongScope", "wrongEvent", "wrongKey"]));
  });

  test("has the keys of HTTP in comments, all for one address", () => {
    const { features, settings } = Manifest.parse(parse(overHttp));
    const urls = [
      ...features.slash_commands.map(({ url }) => url),
      settings.event_subscriptions.request_url,
      settings.interactivity.request_url,
    ];
    expect(new Set(urls)).toEqual(new Set(["https://freezeframe.example.org/slack/events"]));
    expect(settings.socket_mode_enabled).toBe(false);
    expect(manifest.settings.socket_mode_enabled).toBe(true);
  });

  test("names commands that are taken", async () => {
    const { slack, answer } = await startApp();
    for (const { command } of manifest.features.slash_commands) {
      await slack.command("help", { command });
      expect(answer()).toContain("/ff snapshot APP");
    }
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(["/ff", "/freezeframe"]);
  });

  test("asks for the scopes that calls need, and for no others", async () => {
    expect(manifest.oauth_config.scopes.bot).toEqual([...SCOPES]);
    expect(await refusedCalls(manifest.oauth_config.scopes.bot)).toEqual([]);
    // Commands come only to an app that has the scope; the others are needed by calls.
    expect(await refusedCalls(["commands", "usergroups:read"])).toEqual([
      "chat.postEphemeral",
      "chat.postMessage",
      "users.info",
    ]);
    expect(await refusedCalls(["commands", "chat:write"])).toEqual(["usergroups.users.list", "users.info"]);
  });
});

/** Has the app make every call that it makes, with these scopes; the methods that Slack refused for a scope. */
async function refusedCalls(scopes: readonly string[]): Promise<string[]> {
  const { slack, app, members } = await startApp({ before: (one) => one.setScopes(scopes) });
  await expect.poll(() => app.readiness().ready).toBe(true);
  slack.fault({ kind: "status", status: 404, match: { method: "response_url" } });
  await slack.command("snapshot grouped");
  await slack.command("doctor orders-db");
  await slack.command(`evidence ${POINT}`);
  await slack.openHome();
  await members.person("U0APPROVER", AbortSignal.timeout(5_000)).catch(() => undefined);
  await app.note("A note", ["of the installation"], "C0STORAGE");
  const called = () => new Set(slack.calls().map(({ method }) => method));
  await expect
    .poll(called)
    .toEqual(
      new Set([
        "auth.test",
        "usergroups.users.list",
        "users.info",
        "response_url",
        "chat.postEphemeral",
        "chat.postMessage",
        "views.open",
        "views.update",
        "views.publish",
      ]),
    );
  const refused = slack.calls().filter(({ outcome }) => outcome === "missing_scope");
  return [...new Set(refused.map(({ method }) => method))].sort();
}
