import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startWorld } from "../world.ts";
import { recoveryServer } from "../world-seed.ts";

const cli = fileURLToPath(new URL("../../bin/freezeframe.js", import.meta.url));

/** What a manifest of production would say. */
const asInProduction = {
  objectives: { rpo: "4h", rto: "15m", grade: "A" },
  schedule: { snapshot: "0 */2 * * *", restoreTest: "0 5 * * 0", timezone: "Europe/Vienna" },
  retention: { last: 6, daily: 7, weekly: 4, monthly: 6, yearly: 1 },
  restoreTest: {
    target: { kind: "server", name: recoveryServer },
    checks: [
      { kind: "filesystem" },
      { kind: "postgresql", sql: "select count(*) from orders", atLeast: 1 },
      { kind: "freshness", sql: "select max(placed_at) from orders" },
    ],
  },
};

/**
 * `npm run demo -- design`: the whole design of orders-db on standard output, after a snapshot and a restore test of it, so that
 * it has a history. What goes on is told on standard error.
 */
export async function printDesign(signal: AbortSignal): Promise<number> {
  await using world = await startWorld({ writeEveryMs: 15 });
  await world.setManifest("orders-db", { top: asInProduction });
  const tell = (words: string) => void process.stderr.write(`… ${words}\n`);
  const freezeframe = (...words: readonly string[]) => run([...words, "--config", world.config], signal);
  tell("a snapshot of orders-db, and a restore test of it, for its history");
  for (const verb of ["snapshot", "test"]) {
    const { status, out, err } = await freezeframe(verb, "orders-db");
    if (status !== 0) throw new Error(`${verb} orders-db ended with ${status}:\n${out}${err}`);
  }
  tell("freezeframe design orders-db");
  const { status, out, err } = await freezeframe("design", "orders-db");
  process.stdout.write(out);
  if (status !== 0) process.stderr.write(err);
  return status ?? 1;
}

function run(words: readonly string[], signal: AbortSignal) {
  const child = spawn(process.execPath, [cli, ...words], { stdio: ["ignore", "pipe", "pipe"], signal });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.err += text;
  });
  return new Promise<{ status: number | null; out: string; err: string }>((ended, failed) => {
    child.once("error", failed);
    child.once("close", (status) => ended({ status, ...said }));
  });
}
