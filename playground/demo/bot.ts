import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface BotAnswer {
  readonly exitCode: number | null;
  readonly output: string;
}

/** A recovery point, as `freezeframe points APP --json` shows it; only what the demo looks at. */
export interface ShownPoint {
  readonly id: string;
  readonly groupSnapshotId: string;
  readonly grade: string | undefined;
  readonly label: string;
}

const cli = fileURLToPath(new URL("../../bin/freezeframe.js", import.meta.url));

/** Runs the real command line as a process of its own. A run that takes over 20 s is ended. */
export async function runBot(config: string, args: readonly string[]): Promise<BotAnswer> {
  const child = spawn(process.execPath, [cli, ...args, "--config", config], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 20_000,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      output += chunk;
    });
  }
  const exitCode = await new Promise<number | null>((ended, failed) => {
    child.on("error", failed);
    child.on("close", ended);
  });
  return { exitCode, output };
}

/** The application's points, newest first. */
export async function pointsOf(config: string, application: string): Promise<ShownPoint[]> {
  const { output } = await runBot(config, ["points", application, "--json"]);
  const { result } = JSON.parse(output) as { result?: unknown[] };
  if (result === undefined) throw new Error(`no points in: ${output.slice(0, 500)}`);
  return result.map((entry) => {
    const { id, groupSnapshotId, label } = entry as {
      id: string;
      groupSnapshotId: string;
      label: { grade?: string; text: string };
    };
    return { id, groupSnapshotId, grade: label.grade, label: label.text };
  });
}
