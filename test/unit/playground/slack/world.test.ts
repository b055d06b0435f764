import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { controlPath } from "#composition/control-path.ts";
import { loadInstallation } from "#config/load.ts";
import { startWorld, type WorldOptions } from "../../../../playground/world.ts";

async function installed(options: WorldOptions) {
  const world = await startWorld({ writeEveryMs: 0, ...options });
  onTestFinished(() => world[Symbol.asyncDispose]());
  const request = { configPath: world.config, cwd: world.directory, env: {} };
  return { world, installation: await loadInstallation(request) };
}

it("writes an installation that is reached over HTTP, where Slack knows it to be", async () => {
  const { world, installation } = await installed({ slack: "http" });
  const { slack, http } = installation.config;
  expect(slack).toMatchObject({ team: "T0PLAYGROUND", channel: "C0STORAGE", apiUrl: world.slack?.apiUrl });
  expect(slack?.botToken.reveal()).toBe(world.slack?.botToken);
  expect(slack?.signingSecret?.reveal()).toBe(world.slack?.signingSecret);
  expect(world.slack?.requestUrl).toBe(`http://127.0.0.1:${slack?.listen.port}/slack/events`);
  expect(world.botUrl).toBe(`http://127.0.0.1:${http.port}`);
});

it("writes an installation that connects over Socket Mode", async () => {
  const { world, installation } = await installed({ slack: "socket" });
  expect(installation.config.slack?.appToken?.reveal()).toBe(world.slack?.appToken);
  expect(installation.config.slack?.signingSecret).toBeUndefined();
  expect(world.slack?.requestUrl).toBeUndefined();
});

it("names channels and the operators' group in the manifests, or whom it is told", async () => {
  const { installation } = await installed({ slack: "http" });
  const all = [...installation.applications.values()];
  const channels = new Map(all.map(({ application, channel }) => [application, channel]));
  expect(channels).toEqual(
    new Map([
      ["orders-db", "C0STORAGE"],
      ["orders-db-loop", "C0LOOP"],
      ["shop", "C0SHOP"],
    ]),
  );
  expect(all[0]?.owners.operators).toEqual(["S0STORAGE"]);
  const named = await installed({ slack: "http", operators: ["U0PLAYGROUND", "S0STORAGE"] });
  expect([...named.installation.applications.values()][0]?.owners.operators).toEqual([
    "U0PLAYGROUND",
    "S0STORAGE",
  ]);
});

it("knows no Slack unless it is asked for", async () => {
  const { world, installation } = await installed({});
  expect([world.slack, installation.config.slack]).toEqual([undefined, undefined]);
  expect([...installation.applications.values()][0]?.owners.operators).toEqual(["U0PLAYGROUND"]);
});

it("keeps the bot's Unix socket within 107 bytes, however long the folder's name is", async () => {
  const parent = await mkdtemp(join(tmpdir(), "freezeframe-long-"));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const { installation } = await installed({ directory: join(parent, "x".repeat(90)) });
  expect(Buffer.byteLength(controlPath(installation))).toBeLessThanOrEqual(107);
});
