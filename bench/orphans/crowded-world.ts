import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePorts } from "../../playground/free-ports.ts";
import { writeInstallation } from "../../playground/installation.ts";
import { application } from "./crowd.ts";

/** The crowded cloud, in a process of its own, and an installation that has it. */
export interface CrowdedWorld extends AsyncDisposable {
  readonly config: string;
  /** For clients that look for it by `OS_CLIENT_CONFIG_FILE`. */
  readonly cloudsFile: string;
  /** Its name in either. */
  readonly cloud: string;
}

const cloudProcess = fileURLToPath(new URL("crowded-cloud.ts", import.meta.url));

export async function startCrowdedWorld(): Promise<CrowdedWorld> {
  await using stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "freezeframe-orphans-"));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const passwords = { reader: "of nobody here", applicationCredential: "of the bot" };
  const child = spawn(process.execPath, [cloudProcess], { stdio: ["pipe", "pipe", "inherit"] });
  stack.defer(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.stdin.end();
    await gone;
  });
  child.stdin.write(`${JSON.stringify(passwords)}\n`);
  const [cloudUrl] = await once(createInterface({ input: child.stdout }), "line");
  const [httpPort = 0] = await freePorts(1);
  const config = await writeInstallation({
    directory,
    cloudUrl,
    passwords,
    applications: [application],
    // Nobody freezes anything.
    ports: new Map([["orders-db-1", 1]]),
    recoveryServer: { name: "recovery-1", port: 1 },
    credential: "member",
    declareBackends: true,
    operators: ["U0PLAYGROUND"],
    slack: undefined,
    httpPort,
    controlPath: undefined,
    limits: {},
  });
  const resources = stack.move();
  return {
    config,
    cloudsFile: join(directory, "clouds.yaml"),
    cloud: "simulated",
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
