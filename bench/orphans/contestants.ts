import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { startBot } from "../ack/bots.ts";
import { cpuMs } from "../ack/process-cost.ts";
import type { CrowdedWorld } from "./crowded-world.ts";
import { peakMb } from "./peak-memory.ts";

const Things = z.object({
  groups: z.number(),
  sets: z.number(),
  snapshots: z.number(),
  volumes: z.number(),
});

/** What it has cost one contestant to go through all lists. */
const Cost = z.object({ ms: z.number(), cpuMs: z.number(), peakMb: z.number(), things: Things });
export type Cost = z.infer<typeof Cost>;

export type Contestant = (world: CrowdedWorld, signal: AbortSignal) => Promise<Cost>;

const cli = fileURLToPath(new URL("../../bin/freezeframe.js", import.meta.url));
const fetchOnlyFile = fileURLToPath(new URL("fetch-only.ts", import.meta.url));
const listAllFile = fileURLToPath(new URL("../rivals/list-all.py", import.meta.url));
const run = promisify(execFile);

const Answer = z.object({
  result: z.object({
    scans: z.array(z.object({ startedAt: z.number(), endedAt: z.number(), looked: Things })).length(1),
    unseen: z.array(z.unknown()).length(0),
  }),
});

/**
 * A bot that has just started and has an empty store, asked on the command line. The time is the scan's own, from its first
 * request to its record; processor time and memory are those of the bot's process, all of its life.
 */
export const freezeframe: Contestant = async ({ config }, signal) => {
  await rm(join(dirname(config), "var"), { recursive: true, force: true });
  await using bot = await startBot(config, "");
  const before = await cpuMs(bot.pid);
  const { stdout } = await run(process.execPath, [cli, "orphans", "all", "--json", "--config", config], {
    signal,
  });
  const [scan] = Answer.parse(JSON.parse(stdout)).result.scans;
  if (scan === undefined) throw new Error("there was no scan");
  return {
    ms: scan.endedAt - scan.startedAt,
    cpuMs: (await cpuMs(bot.pid)) - before,
    peakMb: await peakMb(bot.pid),
    things: scan.looked,
  };
};

export const fetchOnly: Contestant = (world, signal) =>
  told(process.execPath, [fetchOnlyFile, world.cloud], world, signal);

export const openstacksdk: Contestant = (world, signal) =>
  told("/usr/bin/python3", [listAllFile, world.cloud], world, signal);

async function told(
  program: string,
  argv: readonly string[],
  { cloudsFile }: CrowdedWorld,
  signal: AbortSignal,
): Promise<Cost> {
  const env = { PATH: "/usr/bin:/bin", OS_CLIENT_CONFIG_FILE: cloudsFile };
  const { stdout } = await run(program, argv, { env, signal });
  return Cost.parse(JSON.parse(stdout));
}
