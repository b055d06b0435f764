import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { parse, stringify } from "yaml";
import { commandLine } from "#main.ts";
import type { Terminal } from "#surfaces/cli/cli.ts";
import type { World } from "../../playground/world.ts";

export interface Answered {
  /** Exit status; undefined: a signal ended it. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  /** All that it has printed so far. */
  said(): { readonly stdout: string; readonly stderr: string };
  readonly ended: Promise<Answered>;
}

const cli = fileURLToPath(new URL("../../bin/freezeframe.js", import.meta.url));

/** Starts the real command line as a process of its own on a world's installation. */
export function start(world: Pick<World, "config" | "directory">, ...args: string[]): Running {
  const child = spawn(process.execPath, [cli, ...args, "--config", world.config], {
    cwd: world.directory,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 40_000,
    killSignal: "SIGKILL",
  });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
    });
  const ended = new Promise<Answered>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => {
      const answered = { status: status ?? undefined, ...said };
      expectNoSecret(world, answered);
      resolve(answered);
    });
  });
  return { process: child, said: () => said, ended };
}

export const run = (world: World, ...args: string[]): Promise<Answered> => start(world, ...args).ended;

/** The same command line over the same composition root, without the start of a process. */
export async function here(world: World, ...args: string[]): Promise<Answered> {
  const said = { stdout: "", stderr: "" };
  const terminal: Terminal = {
    out: (text) => {
      said.stdout += `${text}\n`;
    },
    err: (text) => {
      said.stderr += `${text}\n`;
    },
    live: false,
  };
  const status = await commandLine(
    [...args, "--config", world.config],
    terminal,
    new AbortController().signal,
  );
  expectNoSecret(world, { status, ...said });
  return { status, ...said };
}

// biome-ignore lint/suspicious/noExplicitAny: a test's look into a document of any shape
type Document = any;

/** The JSON document that a verb prints, and its exit status. */
export async function json(
  world: World,
  ...args: string[]
): Promise<{ status: number | undefined; result?: Document; error?: Document; verb?: string }> {
  const { status, stdout, stderr } = await here(world, ...args, "--json");
  const { freezeframe, ...rest } = JSON.parse(stdout);
  expect([freezeframe, stderr]).toEqual([1, ""]);
  return { status, ...rest };
}

/** Changes config.yml. */
export function configure(world: World, change: (config: Document) => void): void {
  const config = parse(readFileSync(world.config, "utf8"));
  change(config);
  writeFileSync(world.config, stringify(config));
}

/** Nothing that a process prints holds the text of a secret, whatever it was asked. */
function expectNoSecret({ directory }: Pick<World, "directory">, { stdout, stderr }: Answered): void {
  const { clouds } = parse(readFileSync(join(directory, "clouds.yaml"), "utf8"));
  const secrets: string[] = [
    readFileSync(join(directory, "signing.key"), "utf8").trim(),
    clouds.simulated.auth.application_credential_secret,
    clouds["simulated-reader"].auth.password,
  ];
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(8);
    expect(stdout).not.toContain(secret);
    expect(stderr).not.toContain(secret);
  }
}
